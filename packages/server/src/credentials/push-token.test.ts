import { expect, test } from 'vitest'
import { expectRefusal } from '../../test/consent-testbed.ts'
import { generateMasterKey, parseKeys } from './keys.ts'
import { readPushToken, signPushToken } from './push-token.ts'

const keys = parseKeys(generateMasterKey())
const NOW = 1_700_000_000_000
const device = { appid: 'app', modelId: 'm_door', sn: 'door-1', keyPrint: 'print' }

test('a push token says which device made it, with which key, for 7 days', async () => {
  const { token, expiresAt } = await signPushToken(keys, device, NOW)
  expect(expiresAt).toBe(NOW + 7 * 86_400_000)
  expect(await readPushToken(keys, token, 'app', expiresAt - 1)).toEqual(device)
  await expectRefusal(readPushToken(keys, token, 'app', expiresAt), 'push_token_wrong')
})

test('it is none for another app, whatever devices that has, nor for another server', async () => {
  const { token } = await signPushToken(keys, device, NOW)
  await expectRefusal(readPushToken(keys, token, 'other', NOW), 'push_token_wrong')
  const others = parseKeys(generateMasterKey())
  await expectRefusal(readPushToken(others, token, 'app', NOW), 'push_token_wrong')
})
