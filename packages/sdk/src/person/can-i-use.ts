/** `canIUse` (A18): the truth about this platform, asked in WeChat's manner, `requestDeviceVoIP.object.isGroup`. */

/** What each API takes and answers, as WeChat's schema has it: `API.object.parameter`, `API.success.field`. */
export const SCHEMA: Record<string, Record<string, readonly string[]>> = {
  requestDeviceVoIP: {
    object: ['sn', 'snTicket', 'modelId', 'deviceName', 'isGroup', 'groupId', 'success', 'fail', 'complete'],
    success: ['errMsg'],
  },
  getDeviceVoIPList: {
    object: ['success', 'fail', 'complete'],
    success: ['list', 'list.sn', 'list.model_id', 'list.group_id', 'list.status', 'errMsg'],
  },
  openSetting: { object: ['success', 'fail', 'complete'], success: ['authSetting', 'errMsg'] },
  canIUse: {},
}

/** @param shows whether an API that shows something has what to show it with */
export function canIUse(schema: string, shows: (api: string) => boolean): boolean {
  const [api = '', method, ...rest] = String(schema).split('.')
  if (!Object.hasOwn(SCHEMA, api) || !shows(api)) return false
  if (method === undefined) return true
  const methods = SCHEMA[api] ?? {}
  if (!Object.hasOwn(methods, method)) return false
  return rest.length === 0 || (methods[method] ?? []).includes(rest.join('.'))
}
