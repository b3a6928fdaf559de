/**
 * Which role each route of `/v1` needs in the console. A route that is not here is refused to everybody, so that a new one
 * is thought about first; a test walks all of them.
 */

import type { ConsoleRole } from '../../rules/console.ts'

interface Needed {
  role: ConsoleRole
  /** Fields of the body that only an owner may send. */
  owner?: readonly string[]
  /** It reads, though it is a POST: not in the log. */
  reads?: true
}

const reads: Needed = { role: 'viewer' }
const acts: Needed = { role: 'operator' }
const secret: Needed = { role: 'owner' }
/** Who may sign people in, whose pages may act for them, and whom calls are asked of. */
const OF_APP = ['oidc_issuers', 'origins', 'message_push'] as const

/** By method and route; null: not in the console at all. */
export const CONSOLE_ROLES: Readonly<Record<string, Needed | null>> = {
  'GET /v1/time': reads,
  'GET /v1/events': reads,
  'GET /v1/app': reads,
  'PATCH /v1/app': { role: 'operator', owner: OF_APP },
  'POST /v1/app/secret': secret,
  'POST /v1/app/message_push/test': acts,
  // A session acts as that person.
  'POST /v1/sessions': secret,
  'GET /v1/models': reads,
  'GET /v1/models/:model_id': reads,
  'POST /v1/models': acts,
  'POST /v1/tickets': acts,
  'GET /v1/devices': reads,
  'GET /v1/devices/:model_id/:sn': reads,
  'POST /v1/devices/:model_id/:sn/reset': acts,
  'POST /v1/messages': acts,
  'GET /v1/groups': reads,
  'GET /v1/groups/:group_id': reads,
  'GET /v1/rings/:ring_id': reads,
  'POST /v1/groups': acts,
  'POST /v1/groups/:group_id/devices/add': acts,
  'POST /v1/groups/:group_id/devices/remove': acts,
  // The answer has its secret, and every event goes to its address.
  'POST /v1/webhooks': secret,
  'GET /v1/webhooks': reads,
  'GET /v1/webhooks/:webhook_id': reads,
  'PATCH /v1/webhooks/:webhook_id': { role: 'operator', owner: ['url'] },
  'DELETE /v1/webhooks/:webhook_id': acts,
  'POST /v1/webhooks/:webhook_id/secret': secret,
  'POST /v1/webhooks/:webhook_id/test': acts,
  'GET /v1/webhooks/:webhook_id/deliveries': reads,
  'GET /v1/webhooks/:webhook_id/deliveries/:delivery_id': reads,
  'POST /v1/webhooks/:webhook_id/replay': acts,
  'GET /v1/authorizations': reads,
  'GET /v1/authorizations/check': reads,
  'POST /v1/authorizations/check': { role: 'viewer', reads: true },
  'GET /v1/authorizations/records': reads,
  'GET /v1/authorizations/records/head': reads,
  'GET /v1/authorizations/records/verify': reads,
  'GET /v1/authorizations/records/:record_id/receipt': reads,
  'GET /v1/authorizations/records/:record_id/receipt.html': reads,
  'GET /v1/people': reads,
  'GET /v1/people/:openid/export': reads,
  'GET /v1/people/:openid/settings': reads,
  'DELETE /v1/people/:openid': acts,
  'GET /v1/calls': reads,
  'GET /v1/calls/:room_id': reads,
  'GET /v1/calls/:room_id/events': reads,
  'GET /v1/stats': reads,
  'POST /v1/calls': acts,
  'GET /v1/wechat/authorizations': reads,
  'POST /v1/wechat/call_outcome': acts,
  'GET /v1/apps': reads,
  'GET /v1/apps/:appid': reads,
  'POST /v1/apps': secret,
  'PATCH /v1/apps/:appid': { role: 'operator', owner: OF_APP },
  'POST /v1/apps/:appid/secret': secret,
  // Would sign in as whatever role one likes.
  'POST /v1/console/links': null,
}

/** @returns null: nobody may, in the console */
export function roleNeeded(method: string, url: string): Needed | null {
  const route = `${method} ${url}`
  return Object.hasOwn(CONSOLE_ROLES, route) ? (CONSOLE_ROLES[route] ?? null) : null
}
