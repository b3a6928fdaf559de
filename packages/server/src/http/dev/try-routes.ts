/**
 * Development only: the routes of the try page, in the place of the back end that an app would have. They give a session
 * to anybody who asks, so they exist with `--dev` only. They call the same acts as the routes for back ends.
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
  GroupName,
  ModelId,
  OpenId,
  Session,
  Sn,
  Ticket,
} from '@callgrant/protocol'
import { z } from 'zod'
import { createSession } from '../../acts/apps/create-session.ts'
import { listCalls } from '../../acts/calls/list-calls.ts'
import { checkAuthorization } from '../../acts/consent/check-authorization.ts'
import { listAuthorizations } from '../../acts/consent/list-authorizations.ts'
import { listConsentRecords } from '../../acts/consent/list-consent-records.ts'
import { getDevice } from '../../acts/devices/get-device.ts'
import { issueTicket } from '../../acts/devices/issue-ticket.ts'
import { resetDevice } from '../../acts/devices/reset-device.ts'
import { addGroupDevices } from '../../acts/groups/add-group-devices.ts'
import { createGroup } from '../../acts/groups/create-group.ts'
import { getGroup } from '../../acts/groups/get-group.ts'
import { removeGroupDevices } from '../../acts/groups/remove-group-devices.ts'
import type { Context } from '../../context.ts'
import type { RouteTools } from '../route.ts'
import type { Streams } from '../sse.ts'
import { streamEvents } from '../v1/events.ts'
import { addRoute } from '../v1/route.ts'
import { requireOwnPage } from './require-own-page.ts'
import { TRY_APP, TRY_APP_NAME, TRY_MODEL, TRY_MODEL_TYPES } from './try-app.ts'

const TryConfig = z.object({
  appid: z.string(),
  app_name: z.string(),
  model_id: ModelId,
  model_type: z.string(),
  model_type_zh: z.string(),
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
const TryGroup = z.strictObject({ group_name: GroupName, sns: Sns })
const TryGroupChange = z.strictObject({ group_id: z.string().max(64), sns: Sns })
const OneDevice = z.strictObject({ sn: Sn, model_id: ModelId.default(TRY_MODEL) })
const StateQuery = z.object({ openid: OpenId, sn: Sn })

/** How many records and calls the page shows. */
const RECENT = 20

export async function addTryRoutes(
  tools: RouteTools,
  streams: Streams,
  lanUrls: () => string[],
): Promise<void> {
  const { ctx } = tools
  await tools.app.register(async (app) => {
    app.addHook('onRequest', async (request) => requireOwnPage(ctx.settings, request))
    const guarded = { ...tools, app }
    addPersonAndDeviceRoutes(guarded, lanUrls)
    addGroupRoutes(guarded)
    app.get('/try/events', { schema: { hide: true } }, async (request, reply) =>
      // From now on, whatever it read last: the page reads the state each time that it has connected.
      streamEvents(ctx, streams, request, reply, TRY_APP.appid),
    )
  })
}

const hidden = { tag: 'service', caller: 'anyone', hidden: true } as const

function addPersonAndDeviceRoutes(tools: RouteTools, lanUrls: () => string[]): void {
  const { ctx } = tools
  addRoute(tools, {
    ...hidden,
    method: 'GET',
    url: '/try/config',
    summary: 'The app of the try page',
    answer: TryConfig,
    act: async () => ({
      appid: TRY_APP.appid,
      app_name: TRY_APP_NAME,
      model_id: TRY_MODEL,
      ...TRY_MODEL_TYPES,
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
    summary: 'Lets the device register again, from another browser',
    body: OneDevice,
    answer: Device,
    act: ({ body }) => resetDevice(ctx, TRY_APP, body),
  })
  addRoute(tools, {
    ...hidden,
    method: 'GET',
    url: '/try/state',
    summary: 'What the server knows of one person and one device',
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
    summary: 'A group of these devices',
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
    summary: 'Takes devices out of a group',
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
