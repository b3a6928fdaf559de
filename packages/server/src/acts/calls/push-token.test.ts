/** A call by a push token: which device it means, and until when, on both databases. */

import { beforeEach, expect, test } from 'vitest'
import {
  addressOf,
  type CallTestbed,
  createCallTestbed,
  MODEL,
  OTHER_APP,
  ringDoor,
} from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import type { DeviceCaller } from '../../context.ts'
import { keyPrint } from '../../credentials/device-key.ts'
import { signPushToken } from '../../credentials/push-token.ts'
import { createPushToken } from '../devices/create-push-token.ts'
import { startCall } from './start-call.ts'

eachStore((open) => {
  let testbed: CallTestbed
  const tokenOf = async (sn = 'door-1') =>
    (await createPushToken(testbed.ctx, testbed.door(sn) as DeviceCaller)).token
  const call = (push_token: string, more: object = {}) =>
    startCall(testbed.ctx, testbed.person(), {
      ...ringDoor('door-1', { needs_authorization: false }),
      push_token,
      ...more,
    })
  const nothingBegan = async () => {
    expect(await testbed.store.db.selectFrom('call').selectAll().execute()).toEqual([])
    expect(await testbed.store.db.selectFrom('busy').selectAll().execute()).toEqual([])
  }

  beforeEach(async () => {
    testbed = await createCallTestbed(await open())
  })

  test('rings the device that made it, with its model or without', async () => {
    const heard = testbed.hear(addressOf(testbed.door()))
    const { room_id, model_id } = await call(await tokenOf(), { to: { sn: 'door-1' } })
    expect(model_id).toBe(MODEL)
    expect(heard).toMatchObject([{ type: 'call', call: { room_id } }])
  })

  test('rings no other device: another serial is 14, another model 17', async () => {
    const heard = testbed.hear(addressOf(testbed.door('door-2')))
    const other = await expectRefusal(call(await tokenOf('door-2')), 'push_token_wrong')
    expect(other.toWire().wechat?.errCode).toBe(14)
    // Not even one that has the very key of the device that is called.
    const twin = { ...(testbed.door() as DeviceCaller), sn: 'door-2' }
    const { token } = await createPushToken(testbed.ctx, twin)
    await expectRefusal(call(token), 'push_token_wrong')
    const to = { model_id: 'm_other', sn: 'door-1' }
    const model = await expectRefusal(call(await tokenOf(), { to }), 'push_token_other_model')
    expect(model.toWire().wechat?.errCode).toBe(17)
    expect(heard).toEqual([])
    await nothingBegan()
  })

  test('is refused after 7 days, of another app, and when it is a token for something else (14)', async () => {
    const token = await tokenOf()
    const { now } = testbed.clock
    const print = keyPrint('x')
    const elsewhere = { appid: OTHER_APP, modelId: MODEL, sn: 'door-1', keyPrint: print }
    await expectRefusal(
      call((await signPushToken(testbed.ctx.keys, elsewhere, now)).token),
      'push_token_wrong',
    )
    await expectRefusal(call(await testbed.token(testbed.door())), 'push_token_wrong')
    testbed.clock.now += 7 * 86_400_000
    await expectRefusal(call(token), 'push_token_wrong')
    await nothingBegan()
  })

  test('ends with the key that the device had when it made it', async () => {
    const token = await tokenOf()
    const registeredAnew = { public_key: Buffer.from('another'.padEnd(32)).toString('base64url') }
    await testbed.store.db.updateTable('device').set(registeredAnew).where('sn', '=', 'door-1').execute()
    await expectRefusal(call(token), 'push_token_wrong')
    await nothingBegan()
    expect((await call(token, { push_token: undefined })).state).toBe('created')
  })
})
