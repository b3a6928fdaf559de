/** The global `wmpf` of a device's Mini Programs: its serial number and its push token. */

import type { Device } from '../device/types.ts'
import { type AsyncApi, answering } from './api/answer.ts'

/** There on a device only: `typeof wmpf !== 'undefined'` is how pages tell the two sides apart. */
export interface Wmpf {
  /** The token that lets people call this device (`callWMPF`), good until `expireTimestamp` (seconds since 1970). */
  getWmpfPushToken: AsyncApi<object, { token: string; expireTimestamp: number }>
  getDeviceSerialNumber: AsyncApi<object, { serialNumber: string }>
  getDeviceSerialNumberSync(): { serialNumber: string }
}

export function wmpfOf(device: Device): Wmpf {
  return {
    getWmpfPushToken: answering('getWmpfPushToken', async () => {
      const { token, expires_at } = await device.getPushToken()
      return { token, expireTimestamp: Math.floor(expires_at / 1000) }
    }),
    getDeviceSerialNumber: answering('getDeviceSerialNumber', () => ({ serialNumber: device.sn })),
    getDeviceSerialNumberSync: () => ({ serialNumber: device.sn }),
  }
}
