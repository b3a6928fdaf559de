import { expect, it } from 'vitest'
import { replaceCanIUse } from './harmony.ts'

it.each([
  ["Taro.canIUse('requestDeviceVoIP')", 'true'],
  ['Taro.canIUse("requestDeviceVoIP.object.isGroup")', 'true'],
  ["if (canIUse('getDeviceVoIPList.success.list.group_id')) go()", 'if (true) go()'],
  ["Taro.canIUse('requestDeviceVoIP.object.nonsense')", 'false'],
  // There is no settings page of ours without a document.
  ["Taro.canIUse('openSetting')", 'false'],
  ["Taro.canIUse('showModal')", "Taro.canIUse('showModal')"],
  ["Taro.canIUse('requestDeviceVoIPs')", "Taro.canIUse('requestDeviceVoIPs')"],
  ['Taro.canIUse(name)', 'Taro.canIUse(name)'],
  ["mine.canIUseIt('requestDeviceVoIP')", "mine.canIUseIt('requestDeviceVoIP')"],
])('%s becomes %s (A18)', (code, told) => {
  expect(replaceCanIUse(code)).toBe(told)
})
