/** Both of WeChat's functions, returning promises as Taro's types say, with the base library that they need. */

import { nativeCall } from './native-call.ts'

/** @param host WeChat's `wx` */
export function promises(host: Record<string, unknown>) {
  return {
    requestDeviceVoIP: nativeCall(host, 'requestDeviceVoIP', '2.27.3'),
    getDeviceVoIPList: nativeCall(host, 'getDeviceVoIPList', '2.30.3'),
  }
}
