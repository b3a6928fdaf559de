import type { Device } from '@callgrant/sdk/device'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createWxTestbed, type WxTestbed } from './wx-fixture.ts'

let testbed: WxTestbed
beforeAll(async () => {
  testbed = await createWxTestbed()
})
afterAll(() => testbed.close())

test('gives the push token that says which device is to be called, and when it ends, in seconds', async () => {
  const { wmpf, host } = testbed.device('door-1')
  await (host.side.client as Device).register(await testbed.ticket('door-1'))
  const success = vi.fn()
  expect(wmpf?.getWmpfPushToken({ success })).toBeUndefined()
  await vi.waitFor(() => expect(success).toHaveBeenCalled())
  const { token, expireTimestamp, errMsg } = success.mock.calls[0]?.[0] ?? {}
  expect(errMsg).toBe('getWmpfPushToken:ok')
  expect(token.length).toBeGreaterThan(20)
  expect(expireTimestamp * 1000 - Date.now()).toBeGreaterThan(6 * 24 * 3600_000)
  expect(expireTimestamp * 1000 - Date.now()).toBeLessThan(8 * 24 * 3600_000)
})

test('gives no token to a device that was never registered', async () => {
  const { wmpf } = testbed.device('door-unregistered')
  await expect(wmpf?.getWmpfPushToken()).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^getWmpfPushToken:fail /),
  })
})

test('tells the serial number, at once and later', async () => {
  const { wmpf } = testbed.device('door-2')
  expect(wmpf?.getDeviceSerialNumberSync()).toEqual({ serialNumber: 'door-2' })
  expect(await wmpf?.getDeviceSerialNumber()).toEqual({
    errMsg: 'getDeviceSerialNumber:ok',
    serialNumber: 'door-2',
  })
})
