/** Calls outlive the connection and the node that they began on (C6, C15). */

import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { addressOf } from '../../test/call-testbed.ts'
import { createGatewayTestbed, type GatewayTestbed } from '../../test/gateway-testbed.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { sweep } from '../acts/calls/sweep.ts'
import { address } from '../bus/bus.ts'
import { attachGateway } from './gateway.ts'

/** A second gateway on the same store and bus, as another node of a cluster has. */
async function anotherNode(testbed: GatewayTestbed) {
  const server = createServer()
  const gateway = attachGateway(server, testbed.ctx)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await gateway.stop()
    await new Promise((resolve) => server.close(resolve))
  })
  return { gateway, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/socket` }
}

test('connects sides that are on different nodes, and goes on when one of the nodes stops', async () => {
  const testbed = await createGatewayTestbed()
  const node2 = await anotherNode(testbed)
  await testbed.decide('alice', 'door-1', 1)
  const door = await testbed.signIn(testbed.door())
  const alice = await SocketClient.signIn(node2.url, testbed, testbed.person())
  const { call } = await door.granted('call.start', { to: { openid: 'alice' }, room_type: 'voice' })
  const room = { room_id: call.room_id }
  await door.granted('call.join', room)
  await alice.sees(call.room_id, 'ringing')
  await alice.granted('call.accept', room)
  await door.granted('call.media_ready', room)
  await alice.granted('call.media_ready', room)
  const data = { kind: 'media', microphone: false } as const
  expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: true })

  await node2.gateway.stop()
  expect(await alice.ends()).toBe(1012)
  testbed.clock.now += 8_000
  await door.granted('call.alive', { ...room, media: true })
  const back = await SocketClient.connect(testbed.url)
  const token = await testbed.token(testbed.person())
  const reply = await back.granted('sign_in', { token, client_id: 'client-alice' })
  expect(reply.calls).toMatchObject([{ ...room, state: 'talking' }])
  expect(await door.granted('signal', { ...room, data })).toMatchObject({ delivered: true })
  await vi.waitFor(() => expect(back.notices).toEqual([{ type: 'signal', ...room, data }]))
  expect(await sweep(testbed.ctx)).toEqual([])
  await back.granted('call.hang_up', room)
  await door.sees(call.room_id, 'ended')
})

test('leaves no subscription behind, however early a client goes', async () => {
  const testbed = await createGatewayTestbed()
  await testbed.decide('alice', 'door-1', 1)
  const who = [testbed.person(), testbed.door()] as const
  for (let round = 0; round < 60; round++) {
    const client = await SocketClient.connect(testbed.url)
    const token = await testbed.token(who[round % 2] ?? who[0])
    client.socket.send(JSON.stringify({ id: 1, type: 'sign_in', token, client_id: 'client-brief' }))
    const start = { id: 2, type: 'call.start', to: { openid: 'alice' }, room_type: 'voice' }
    if (round % 2) client.socket.send(JSON.stringify(start))
    // At another moment of the work each time.
    for (let turn = 0; turn < round; turn++) await new Promise((resolve) => setImmediate(resolve))
    client.kill()
  }
  await vi.waitFor(async () => {
    expect(testbed.gateway.connections()).toBe(0)
    for (const one of who) {
      expect(await testbed.ctx.bus.deliver(addressOf(one), { type: 'authorizations.changed' })).toBe(false)
    }
  })
  const rooms = await testbed.store.db.selectFrom('call').select('room_id').execute()
  for (const { room_id } of rooms) {
    const signal = { type: 'signal', room_id, data: { kind: 'restart' } } as const
    expect(await testbed.ctx.bus.deliver(address.side(room_id, 'caller'), signal)).toBe(false)
  }
})

test('survives odd upgrade requests', async () => {
  const testbed = await createGatewayTestbed()
  const log = vi.spyOn(testbed.ctx.log, 'error')
  const port = new URL(testbed.url).port
  for (const path of ['//', '/v1/socket/', '/%', '/v1/socket/../x', '/?v1/socket']) {
    const status = await new Promise((resolve) => {
      const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      const sent = request({ host: '127.0.0.1', port, path, headers }, (answer) => resolve(answer.statusCode))
      sent.end()
    })
    expect(status, path).toBe(404)
  }
  expect(log).not.toHaveBeenCalled()
})
