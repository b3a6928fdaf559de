/** A call by a push token: which device it means, and until when, on both databases. */

import { beforeEach, expect, test } from 'vitest'
import { addressOf, type CallWorld, callWorld, MODEL, OTHER_APP, ringDoor } from '../../../test/call-world.ts'
import { expectRefusal } from '../../../test/consent-world.ts'
import { eachStore } from '../../../test/each-store.ts'
import { keyPrint } from '../../domain/device-key.ts'
import { signPushToken } from '../../domain/push-token.ts'
import type { DeviceCaller } from '../context.ts'
import { createPushToken } from '../message-push/create-push-token.ts'
import { startCall } from './start-call.ts'

eachStore((open) => {
  let world: CallWorld
  const tokenOf = async (sn = 'door-1') =>
    (await createPushToken(world.ctx, world.door(sn) as DeviceCaller)).token
  const call = (push_token: string, more: object = {}) =>
    startCall(world.ctx, world.person(), {
      ...ringDoor('door-1', { needs_authorization: false }),
      push_token,
      ...more,
    })
  const nothingBegan = async () => {
    expect(await world.store.db.selectFrom('call').selectAll().execute()).toEqual([])
    expect(await world.store.db.selectFrom('busy').selectAll().execute()).toEqual([])
  }

  beforeEach(async () => {
    world = await callWorld(await open())
  })

  test('rings the device that made it, with its model or without', async () => {
    const heard = world.hear(addressOf(world.door()))
    const { room_id, model_id } = await call(await tokenOf(), { to: { sn: 'door-1' } })
    expect(model_id).toBe(MODEL)
    expect(heard).toMatchObject([{ type: 'call', call: { room_id } }])
  })

  test('rings no other device: another serial is 14, another model 17', async () => {
    const heard = world.hear(addressOf(world.door('door-2')))
    const other = await expectRefusal(call(await tokenOf('door-2')), 'push_token_wrong')
    expect(other.toWire().wechat?.errCode).toBe(14)
    // Not even one that has the very key of the device that is called.
    const twin = { ...(world.door() as DeviceCaller), sn: 'door-2' }
    const { token } = await createPushToken(world.ctx, twin)
    await expectRefusal(call(token), 'push_token_wrong')
    const to = { model_id: 'm_other', sn: 'door-1' }
    const model = await expectRefusal(call(await tokenOf(), { to }), 'push_token_other_model')
    expect(model.toWire().wechat?.errCode).toBe(17)
    expect(heard).toEqual([])
    await nothingBegan()
  })

  test('is refused after 7 days, of another app, and when it is a token for something else (14)', async () => {
    const token = await tokenOf()
    const { now } = world.clock
    const print = keyPrint('x')
    const elsewhere = { appid: OTHER_APP, modelId: MODEL, sn: 'door-1', keyPrint: print }
    await expectRefusal(call((await signPushToken(world.ctx.keys, elsewhere, now)).token), 'push_token_wrong')
    await expectRefusal(call(await world.token(world.door())), 'push_token_wrong')
    world.clock.now += 7 * 86_400_000
    await expectRefusal(call(token), 'push_token_wrong')
    await nothingBegan()
  })

  test('ends with the key that the device had when it made it', async () => {
    const token = await tokenOf()
    const registeredAnew = { public_key: Buffer.from('another'.padEnd(32)).toString('base64url') }
    await world.store.db.updateTable('device').set(registeredAnew).where('sn', '=', 'door-1').execute()
    await expectRefusal(call(token), 'push_token_wrong')
    await nothingBegan()
    expect((await call(token, { push_token: undefined })).state).toBe('created')
  })
})
