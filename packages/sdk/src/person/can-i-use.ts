/** `canIUse` (A18): whether this platform has an API or a parameter, `requestDeviceVoIP.object.isGroup`. */

/** Parameters and result fields of each API, in the form of WeChat's schema: `API.object.parameter`, `API.success.field`. */
export const SCHEMA: Record<string, Record<string, readonly string[]>> = {
  requestDeviceVoIP: {
    object: ['sn', 'snTicket', 'modelId', 'deviceName', 'isGroup', 'groupId', 'success', 'fail', 'complete'],
    success: ['errMsg'],
  },
  getDeviceVoIPList: {
    object: ['success', 'fail', 'complete'],
    success: ['list', 'list.sn', 'list.model_id', 'list.group_id', 'list.groupId', 'list.status', 'errMsg'],
  },
  openSetting: { object: ['success', 'fail', 'complete'], success: ['authSetting', 'errMsg'] },
  canIUse: {},
}

/** @param shows false for an API that needs a dialog or page which this client does not have */
export function canIUse(schema: string, shows: (api: string) => boolean): boolean {
  const [api = '', method, ...rest] = String(schema).split('.')
  if (!Object.hasOwn(SCHEMA, api) || !shows(api)) return false
  if (method === undefined) return true
  const methods = SCHEMA[api] ?? {}
  if (!Object.hasOwn(methods, method)) return false
  return rest.length === 0 || (methods[method] ?? []).includes(rest.join('.'))
}
