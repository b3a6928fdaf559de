/** Of the clients that ring, no more than four are connected before the answer; whoever answers gets the call (C7). */

import { EARLY_CLIENTS_MAX } from '@callgrant/protocol/limits'
import { afterEach, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { TestServer } from './live-call-fixture.ts'

const LONG = 10_000
/** The connections that the caller made. */
let made: werift.RTCPeerConnection[]
let server: TestServer
afterEach(() => {
  for (const side of [server.caller, server.listener]) side.call.handleGone('test over')
})

function open(earlySetup: 'all' | 'off'): void {
  made = []
  class Recorded extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
      super(config)
      made.push(this)
    }
  }
  const recorded = { ...werift, RTCPeerConnection: Recorded as typeof werift.RTCPeerConnection }
  const weriftOf = (side: string): typeof werift => (side === 'caller' ? recorded : werift)
  server = new TestServer('video', { early_setup: earlySetup }, { weriftOf })
  // What the listener asks for comes after that of others.
  server.fate = (from, { kind }) => (from === 'listener' && kind === 'early' ? 'lost' : 'passed')
}
const openNow = () => made.filter(({ connectionState }) => connectionState !== 'closed')
const asks = (client: string) => server.caller.call.handleSignal({ kind: 'early' }, client)
const rings = () => vi.waitFor(() => expect(server.snapshot.state).toBe('ringing'), LONG)
const talks = () => vi.waitFor(() => expect(server.snapshot.state).toBe('talking'), LONG)

test('connects four clients and no fifth; one whose page was loaded again keeps its place', async () => {
  open('all')
  server.begin()
  await rings()
  for (let n = 1; n <= EARLY_CLIENTS_MAX + 2; n++) asks(`client-${n}`)
  expect(EARLY_CLIENTS_MAX).toBe(4)
  expect(made).toHaveLength(EARLY_CLIENTS_MAX)
  const first = made[0]
  asks('client-1')
  await vi.waitFor(() => expect(first?.connectionState).toBe('closed'), LONG)
  expect(openNow()).toHaveLength(EARLY_CLIENTS_MAX)
})

test('a client that was connected to nobody before answers all the same, and the others are closed', async () => {
  open('all')
  server.begin()
  await rings()
  for (let n = 1; n <= EARLY_CLIENTS_MAX; n++) asks(`client-${n}`)
  asks('client-listener')
  expect(made).toHaveLength(EARLY_CLIENTS_MAX)
  await server.listener.call.accept()
  await talks()
  await vi.waitFor(() => expect(openNow()).toHaveLength(1), LONG)
  expect(made).toHaveLength(EARLY_CLIENTS_MAX + 1)
  expect([...server.caller.problems, ...server.listener.problems]).toEqual([])
})

test('connects none where the app wants no connection before the answer', async () => {
  open('off')
  server.begin()
  await rings()
  asks('client-1')
  expect(made).toEqual([])
  await server.listener.call.accept()
  await talks()
  expect(made).toHaveLength(1)
})
