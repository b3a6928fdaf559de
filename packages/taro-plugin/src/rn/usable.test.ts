import { expect, it } from 'vitest'
import { canIUseOn, UNSUPPORTED } from './usable.ts'

/** Taro's object, as far as it matters: functions, stubs that only print, and what is no function. */
const stub = () => new Error('RN 端暂不支持')
const taro = {
  showModal() {},
  openSetting() {},
  requestDeviceVoIP() {},
  getDeviceVoIPList() {},
  canIUse: () => true,
  eventCenter: {},
  ENV_TYPE: { RN: 'RN' },
  ...Object.fromEntries(UNSUPPORTED.map((name) => [name, stub])),
}
const canIUse = canIUseOn(taro)

it.each([
  'requestDeviceVoIP',
  'requestDeviceVoIP.object.isGroup',
  'getDeviceVoIPList.success.list.group_id',
  'showModal',
  'showModal.object.title',
  'openSetting',
  'canIUse',
  'button',
  'scroll-view',
])('%s can be used (A18)', (schema) => expect(canIUse(schema)).toBe(true))

it.each([
  ...UNSUPPORTED,
  'setStorageSync.object.key',
  'requestDeviceVoIP.object.nonsense',
  'noSuchFunction',
  'requestPayment',
  'live-player',
  'eventCenter',
  'constructor',
  'toString',
  'showModal.',
  'showModal..title',
  '',
])('%j cannot be used (A18)', (schema) => expect(canIUse(schema)).toBe(false))

it.each([undefined, null, 7, {}])('%s is no name', (value) => expect(canIUse(value as never)).toBe(false))

it('sees what a library puts on Taro later', () => {
  expect(canIUse('login')).toBe(false)
  Object.assign(taro, { login() {} })
  expect(canIUse('login')).toBe(true)
})
