/** The global `wmpf` of a device's Mini Programs: its serial number and its push token. */

import type { Device } from '@callgrant/sdk/device'
import { type AsyncApi, asyncFunction } from './api/async-api.ts'
import type { WmpfChannel } from './wmpf-channel.ts'

/** The global `wmpf`, on a device only: pages ask `typeof wmpf !== 'undefined'` to know on which side they run. */
export interface Wmpf {
  /** The token with which people call this device (`callWMPF`), valid until `expireTimestamp` (seconds since 1970). */
  getWmpfPushToken: AsyncApi<object, { token: string; expireTimestamp: number }>
  getDeviceSerialNumber: AsyncApi<object, { serialNumber: string }>
  getDeviceSerialNumberSync(): { serialNumber: string }
  /** To and from the app that shows the Mini Program on the device: `device.host` of `createWx`. */
  readonly Channel: WmpfChannel
}

export function createWmpf(device: Device, Channel: WmpfChannel): Wmpf {
  return {
    getWmpfPushToken: asyncFunction('getWmpfPushToken', async () => {
      const { token, expires_at } = await device.getPushToken()
      return { token, expireTimestamp: Math.floor(expires_at / 1000) }
    }),
    getDeviceSerialNumber: asyncFunction('getDeviceSerialNumber', () => ({ serialNumber: device.sn })),
    getDeviceSerialNumberSync: () => ({ serialNumber: device.sn }),
    Channel,
  }
}
