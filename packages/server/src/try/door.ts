/**
 * The try door: what the back end of the app's maker would be, for the pages to try. It signs anybody in, so it is
 * there with `--dev` only. It calls the same acts as a back end does over HTTP.
 */

import {
  Authorization,
  Call,
  CallgrantError,
  Check,
  ConsentRecord,
  CreateSession,
  CreateTicket,
  Device,
  GroupInfo,
  ModelId,
  OpenId,
  Session,
  Sn,
  Ticket,
} from '@callgrant/protocol'
import { z } from 'zod'
import { addGroupDevices } from '../acts/add-group-devices.ts'
import { listCalls } from '../acts/calls/list-calls.ts'
import { checkAuthorization } from '../acts/check-authorization.ts'
import type { Context } from '../acts/context.ts'
import { createGroup } from '../acts/create-group.ts'
import { createSession } from '../acts/create-session.ts'
import { getDevice } from '../acts/get-device.ts'
import { getGroup } from '../acts/get-group.ts'
import { issueTicket } from '../acts/issue-ticket.ts'
import { listAuthorizations } from '../acts/list-authorizations.ts'
import { listConsentRecords } from '../acts/list-consent-records.ts'
import { removeGroupDevices } from '../acts/remove-group-devices.ts'
import { resetDevice } from '../acts/reset-device.ts'
import { address } from '../bus/bus.ts'
import { addRoute, type RouteTools } from '../http/route.ts'
import type { Streams } from '../http/sse.ts'
import { TRY_APP, TRY_APP_NAME, TRY_MODEL, TRY_MODEL_TYPE } from './demo-app.ts'
import { requireOwnPage } from './own-pages-only.ts'

const TryConfig = z.object({
  appid: z.string(),
  app_name: z.string(),
  model_id: ModelId,
  model_type: z.string(),
  /** Where a phone on the same network finds the pages; empty without `--lan`. */
  lan_urls: z.array(z.string()),
})
const TryState = z.object({
  authorizations: z.array(Authorization),
  records: z.array(ConsentRecord),
  calls: z.array(Call),
  check: Check.meta({ description: 'May this device ring this person now, and why' }),
  device: Device.nullable(),
  group: GroupInfo.nullable().meta({ description: 'The group that the device is in' }),
})
const Sns = z.array(Sn).min(1).max(50)
const TryGroup = z.strictObject({ group_name: z.string().min(1).max(32), sns: Sns })
const TryGroupChange = z.strictObject({ group_id: z.string().max(64), sns: Sns })
const OneDevice = z.strictObject({ sn: Sn, model_id: ModelId.default(TRY_MODEL) })
const StateQuery = z.object({ openid: OpenId, sn: Sn })

/** How much of the history the pages show. */
const RECENT = 20

export async function addTryDoor(
  tools: RouteTools,
  streams: Streams,
  lanUrls: () => string[],
): Promise<void> {
  const { ctx } = tools
  await tools.app.register(async (app) => {
    app.addHook('onRequest', async (request) => requireOwnPage(ctx.settings, request))
    const door = { ...tools, app }
    addStoryRoutes(door, lanUrls)
    addGroupRoutes(door)
    app.get('/try/events', { schema: { hide: true } }, async (request, reply) => {
      streams.open(request, reply, TRY_APP.appid, (stream) =>
        ctx.bus.subscribe(address.app(TRY_APP.appid), (event) =>
          stream.send(event as { id: string; type: string }),
        ),
      )
    })
  })
}

const hidden = { tag: 'service', caller: 'anyone', hidden: true } as const

function addStoryRoutes(tools: RouteTools, lanUrls: () => string[]): void {
  const { ctx } = tools
  addRoute(tools, {
    ...hidden,
    method: 'GET',
    url: '/try/config',
    summary: 'The demo app',
    answer: TryConfig,
    act: async () => ({
      appid: TRY_APP.appid,
      app_name: TRY_APP_NAME,
      model_id: TRY_MODEL,
      model_type: TRY_MODEL_TYPE,
      lan_urls: lanUrls(),
    }),
  })
  addRoute(tools, {
    ...hidden,
    method: 'POST',
    url: '/try/session',
    summary: 'A session for whoever asks',
    body: CreateSession,
    answer: Session,
    act: ({ body }) => createSession(ctx, TRY_APP, body),
  })
  addRoute(tools, {
    ...hidden,
    method: 'POST',
    url: '/try/ticket',
    summary: 'A ticket for a device',
    body: CreateTicket,
    answer: Ticket,
    act: ({ body }) => issueTicket(ctx, TRY_APP, body),
  })
  addRoute(tools, {
    ...hidden,
    method: 'POST',
    url: '/try/reset-device',
    summary: 'Lets a door register anew, in another browser',
    body: OneDevice,
    answer: Device,
    act: ({ body }) => resetDevice(ctx, TRY_APP, body),
  })
  addRoute(tools, {
    ...hidden,
    method: 'GET',
    url: '/try/state',
    summary: 'What the server knows of one person and one door',
    query: StateQuery,
    answer: TryState,
    act: ({ query }) => readState(ctx, query),
  })
}

function addGroupRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const refs = (sns: string[]) => ({ device_list: sns.map((sn) => ({ model_id: TRY_MODEL, sn })) })
  addRoute(tools, {
    ...hidden,
    method: 'POST',
    url: '/try/group',
    summary: 'A group of these doors',
    body: TryGroup,
    answer: GroupInfo,
    status: 201,
    act: async ({ body }) => {
      const group = await createGroup(ctx, TRY_APP, { model_id: TRY_MODEL, group_name: body.group_name })
      await addGroupDevices(ctx, TRY_APP, group.group_id, { ...refs(body.sns), force_add: true })
      return getGroup(ctx, TRY_APP, group.group_id)
    },
  })
  addRoute(tools, {
    ...hidden,
    method: 'POST',
    url: '/try/group/remove',
    summary: 'Takes doors out of a group',
    body: TryGroupChange,
    answer: GroupInfo,
    act: async ({ body }) => {
      await removeGroupDevices(ctx, TRY_APP, body.group_id, refs(body.sns))
      return getGroup(ctx, TRY_APP, body.group_id)
    },
  })
}

async function readState(
  ctx: Context,
  { openid, sn }: z.output<typeof StateQuery>,
): Promise<z.input<typeof TryState>> {
  const ref = { model_id: TRY_MODEL, sn }
  const device = await orNull('device_unknown', () => getDevice(ctx, TRY_APP, ref))
  const groupId = device?.group_id ?? null
  return {
    authorizations: (await listAuthorizations(ctx, TRY_APP, { openid, limit: 50 })).items,
    records: (await listConsentRecords(ctx, TRY_APP, { openid, limit: RECENT })).items,
    calls: (await listCalls(ctx, TRY_APP, { openid, limit: RECENT })).items,
    check: await checkAuthorization(ctx, TRY_APP, { openid, ...ref }),
    device,
    group: groupId === null ? null : await getGroup(ctx, TRY_APP, groupId),
  }
}

async function orNull<T>(code: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof CallgrantError && error.code === code) return null
    throw error
  }
}
