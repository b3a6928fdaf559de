/** An app's back end, as a client of the server. */

import type { AppEvent, Checks, DeviceRef, RecordCheckPage } from '@callgrant/protocol'
import { CallgrantError, type ErrorCode } from '@callgrant/protocol/errors'
import { BackendClient, basic, checkOptions } from './client.ts'
import { consoleClient } from './console-client.ts'
import { streamEvents } from './events.ts'
import type {
  AppSecret,
  Backend,
  BackendOptions,
  ConsoleOptions,
  LoggedIn,
  RecordCheck,
  RequestOptions,
} from './types.ts'

/**
 * A client for an app's back end in Node.
 *
 * @throws CallgrantError `bad_request` at once, when an option is missing or wrong
 * @example
 * const backend = createBackend({ server: 'https://calls.example.com', appid: 'cg_8fK2', secret })
 * const { sn_ticket } = await backend.tickets.create({ model_id: 'm_door', sn: 'door-1' })
 * const { allowed } = await backend.authorizations.check({ openid: 'alice', model_id: 'm_door', sn: 'door-1' })
 * for await (const { openid, status } of backend.authorizations.list({ group_id: 'g_5Vd0' })) console.log(openid, status)
 * for await (const { type, data } of backend.events()) console.log(type, data)
 */
export function createBackend(options: BackendOptions | (ConsoleOptions & { appid: string })): Backend {
  const { appid } = options
  const inConsole = 'console' in options
  checkOptions(options, inConsole ? ['appid'] : ['appid', 'secret'])
  let secret = inConsole ? '' : options.secret
  const client = inConsole
    ? consoleClient(options, appid)
    : new BackendClient(options, () => basic(appid, secret))
  const deviceAt = ({ model_id, sn }: DeviceRef) => ['v1', 'devices', model_id, sn]
  const webhookAt = (webhookId: string) => ['v1', 'webhooks', webhookId]
  const groupAt = (groupId: string) => ['v1', 'groups', groupId]

  return {
    appid,
    app: {
      get: (options) => client.get(['v1', 'app'], {}, options),
      update: (changes, options) => client.patch(['v1', 'app'], changes, options),
      async rotateSecret(options) {
        const made = await client.post<AppSecret>(['v1', 'app', 'secret'], undefined, options)
        secret = made.secret
        return made
      },
      testMessagePush: (options) => client.post(['v1', 'app', 'message_push', 'test'], undefined, options),
    },
    sessions: {
      create: (request, options) => client.postRepeatable(['v1', 'sessions'], request, options),
      exchangeLoginCode: (code, options) => exchangeLoginCode(client, { appid, secret, code }, options),
    },
    models: {
      create: (model, options) => client.post(['v1', 'models'], model, options),
      get: (modelId, options) => client.get(['v1', 'models', modelId], {}, options),
      list: (options) => client.list(['v1', 'models'], {}, options),
    },
    tickets: {
      create: (device, options) => client.postRepeatable(['v1', 'tickets'], device, options),
    },
    devices: {
      get: (device, options) => client.get(deviceAt(device), {}, options),
      list: (filter, options) => client.list(['v1', 'devices'], { ...filter }, options),
      reset: (device, options) => client.post([...deviceAt(device), 'reset'], undefined, options),
    },
    messages: {
      send: (message, options) => client.post(['v1', 'messages'], message, options),
    },
    groups: {
      create: (group, options) => client.post(['v1', 'groups'], group, options),
      get: (groupId, options) => client.get(groupAt(groupId), {}, options),
      list: (options) => client.list(['v1', 'groups'], {}, options),
      addDevices: (groupId, change, options) =>
        client.post([...groupAt(groupId), 'devices', 'add'], change, options),
      removeDevices: (groupId, change, options) =>
        client.post([...groupAt(groupId), 'devices', 'remove'], change, options),
    },
    authorizations: {
      list: (filter, options) => client.list(['v1', 'authorizations'], { ...filter }, options),
      check: (question, options) => client.get(['v1', 'authorizations', 'check'], { ...question }, options),
      checkAll: async (questions, options) => {
        const path = ['v1', 'authorizations', 'check']
        return (await client.postRepeatable<Checks>(path, { questions }, options)).answers
      },
    },
    consentRecords: {
      list: (filter, options) => client.list(RECORDS, { ...filter }, options),
      receipt: (recordId, options) => client.get([...RECORDS, recordId, 'receipt'], {}, options),
      receiptPage: (recordId, language, options) =>
        client.getText([...RECORDS, recordId, 'receipt.html'], { language }, options),
      head: (options) => client.get([...RECORDS, 'head'], {}, options),
      verify: (check, options) => verifyRecords(client, check, options),
    },
    people: {
      list: (filter, options) => client.list(['v1', 'people'], { ...filter }, options),
      export: (openid, options) => client.list(['v1', 'people', openid, 'export'], {}, options),
      settings: (openid, options) => client.get(['v1', 'people', openid, 'settings'], {}, options),
      forget: (openid, options) => client.deleteRepeatable(['v1', 'people', openid], options),
    },
    wechatLedger: {
      list: (filter, options) => client.list(['v1', 'wechat', 'authorizations'], { ...filter }, options),
      reportCall: (outcome, options) => client.post(['v1', 'wechat', 'call_outcome'], outcome, options),
    },
    calls: {
      start: (call, options) => client.post(['v1', 'calls'], call, options),
      get: (roomId, options) => client.get(['v1', 'calls', roomId], {}, options),
      list: (filter, options) => client.list(['v1', 'calls'], { ...filter }, options),
      ring: (ringId, options) => client.get(['v1', 'rings', ringId], {}, options),
      events: async (roomId, options) =>
        (await client.get<{ items: AppEvent[] }>(['v1', 'calls', roomId, 'events'], {}, options)).items,
    },
    stats: {
      get: (period, options) => client.get(['v1', 'stats'], { ...period }, options),
    },
    webhooks: {
      create: (webhook, options) => client.post(['v1', 'webhooks'], webhook, options),
      get: (webhookId, options) => client.get(webhookAt(webhookId), {}, options),
      list: (options) => client.list(['v1', 'webhooks'], {}, options),
      update: (webhookId, changes, options) => client.patch(webhookAt(webhookId), changes, options),
      remove: (webhookId, options) => client.delete(webhookAt(webhookId), options),
      rotateSecret: (webhookId, request = {}, options) =>
        client.post([...webhookAt(webhookId), 'secret'], request, options),
      test: (webhookId, options) => client.post([...webhookAt(webhookId), 'test'], undefined, options),
      deliveries: (webhookId, filter, options) =>
        client.list([...webhookAt(webhookId), 'deliveries'], { ...filter }, options),
      delivery: (webhookId, deliveryId, options) =>
        client.get([...webhookAt(webhookId), 'deliveries', deliveryId], {}, options),
      replay: (webhookId, request, options) =>
        client.post([...webhookAt(webhookId), 'replay'], request, options),
    },
    events: (options) => streamEvents(client, options),
    async time(options) {
      return (await client.get<{ now: number }>(['v1', 'time'], {}, options)).now
    },
  }
}

const RECORDS = ['v1', 'authorizations', 'records']

/** Asks for all pages of a check. */
async function verifyRecords(
  client: BackendClient,
  { head }: { head?: string } = {},
  options?: RequestOptions,
): Promise<RecordCheck> {
  const found: RecordCheck = { ok: true, checked: 0, damages: [] }
  let cursor: string | undefined
  do {
    const query = { cursor, head }
    const page = await client.get<RecordCheckPage>([...RECORDS, 'verify'], query, options)
    found.checked += page.checked
    found.damages.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return { ...found, ok: found.damages.length === 0 }
}

/** Uses WeChat's `code2Session`, the only route for it. It answers with status 200 and a number when it refuses. */
async function exchangeLoginCode(
  client: BackendClient,
  { appid, secret, code }: { appid: string; secret: string; code: string },
  options?: RequestOptions,
): Promise<LoggedIn> {
  const query = { appid, secret, js_code: code, grant_type: 'authorization_code' }
  type Answer = LoggedIn | { errcode: number; errmsg: string }
  const answer = await client.getOnce<Answer>(['sns', 'jscode2session'], query, options)
  if (!('errcode' in answer)) return answer
  throw new CallgrantError(CODE_OF[answer.errcode] ?? 'internal', { message: answer.errmsg })
}

/** Codes of the rest of the API for WeChat's numbers. */
const CODE_OF: Readonly<Record<number, ErrorCode>> = {
  [-1]: 'unavailable',
  40013: 'unauthenticated',
  40029: 'login_code_invalid',
  40125: 'unauthenticated',
  40163: 'login_code_used',
  41008: 'login_code_invalid',
  45009: 'rate_limited',
  45011: 'rate_limited',
}
