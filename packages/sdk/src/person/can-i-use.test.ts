import { expect, test } from 'vitest'
import { canIUse } from './can-i-use.ts'

const everything = () => true

test.each([
  'requestDeviceVoIP',
  'requestDeviceVoIP.object.isGroup',
  'requestDeviceVoIP.object.groupId',
  'getDeviceVoIPList',
  'getDeviceVoIPList.success.list',
  'getDeviceVoIPList.success.list.group_id',
  'getDeviceVoIPList.success.list.groupId',
  'openSetting',
])('can use %s (A18)', (schema) => expect(canIUse(schema, everything)).toBe(true))

test.each([
  '',
  'requestPayment',
  'requestDeviceVoIP.object.color',
  'requestDeviceVoIP.toString',
  'constructor',
])('cannot use %j (A18)', (schema) => expect(canIUse(schema, everything)).toBe(false))

test('cannot use what has nothing to be shown with (A18)', () => {
  expect(canIUse('requestDeviceVoIP.object.isGroup', (api) => api !== 'requestDeviceVoIP')).toBe(false)
})
