/** Both of WeChat's functions with the promise that Taro's types promise, and since when WeChat has them (A18). */

import { nativeCall } from './native-call.ts'

/** @param host WeChat's `wx` */
export function promises(host: Record<string, unknown>) {
  return {
    requestDeviceVoIP: nativeCall(host, 'requestDeviceVoIP', '2.27.3'),
    getDeviceVoIPList: nativeCall(host, 'getDeviceVoIPList', '2.30.3'),
  }
}
