/** The functions of Taro that the plugin implements, and the parameters that `canIUse` knows of them (A18). */

import { SCHEMA } from '@callgrant/sdk/platform'

export const OUR_APIS = ['requestDeviceVoIP', 'getDeviceVoIPList', 'openSetting'] as const

/** `{ requestDeviceVoIP: { object: ['sn', …], success: ['errMsg'] } }` */
export const OUR_SCHEMA = Object.fromEntries(OUR_APIS.map((api) => [api, SCHEMA[api] ?? {}]))

/** True when `schema` is about one of our functions: `requestDeviceVoIP.object.isGroup`. */
export function isOurs(schema: unknown): schema is string {
  return typeof schema === 'string' && (OUR_APIS as readonly string[]).includes(schema.split('.')[0] ?? '')
}
