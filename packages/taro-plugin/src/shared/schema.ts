/** Which functions of Taro are ours, and what `canIUse` says of them and of their parameters (A18). */

import { SCHEMA } from '../../../sdk/src/person/can-i-use.ts'

export const OUR_APIS = ['requestDeviceVoIP', 'getDeviceVoIPList', 'openSetting'] as const

/** `{ requestDeviceVoIP: { object: ['sn', …], success: ['errMsg'] } }` */
export const OUR_SCHEMA = Object.fromEntries(OUR_APIS.map((api) => [api, SCHEMA[api] ?? {}]))

/** True when `schema` asks about one of ours, `requestDeviceVoIP.object.isGroup`. */
export function isOurs(schema: unknown): schema is string {
  return typeof schema === 'string' && (OUR_APIS as readonly string[]).includes(schema.split('.')[0] ?? '')
}
