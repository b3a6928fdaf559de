/** The connection alone, against a server that the test plays, on a clock that the test moves. */

import type { Notice } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { credential } from './credential.ts'
import { ReconnectingSocket } from './reconnecting-socket.ts'
import type { ConnectionState } from './types.ts'

type Message = { id: number; type: string; token?: string; client_id?: string }

/** One connection as the server sees it. */
class FakeWebSocket extends EventTarget {
  static all: FakeWebSocket[] = []
  /** What new connections do: open, or fail. */
  static reachable = true
  /** How the server answers; undefined: not at all. */
  static answer: (message: Message) => object | undefined
  readonly CLOSED = 3
  binaryType = 'blob'
  readyState = 0
  readonly url: string
  readonly received: Message[] = []

  constructor(url: string) {
    super()
    this.url = url
    FakeWebSocket.all.push(this)
    const reachable = FakeWebSocket.reachable
    queueMicrotask(() => {
      if (!reachable) return this.lose(1006)
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
    })
  }

  send(text: string): void {
    const message = JSON.parse(text) as Message
    this.received.push(message)
    const answer = FakeWebSocket.answer(message)
    if (answer) queueMicrotask(() => this.say({ reply_to: message.id, ...answer }))
  }
  say(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
  close(code = 1000): void {
    this.lose(code)
  }
  lose(code: number): void {
    if (this.readyState === 3) return
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '', wasClean: code === 1000 }))
  }
}

const SIGNED_IN = { ok: true, role: 'person', expires_in: 3600, calls: [], ice_servers: [], server_time: 0 }
const refusal = (code: string) => ({ ok: false, error: { code, message: code } })
const last = () => FakeWebSocket.all.at(-1) as FakeWebSocket
const signIns = () =>
  FakeWebSocket.all.flatMap(({ received }) => received.filter(({ type }) => type === 'sign_in'))

let socket: ReconnectingSocket
let states: ConnectionState[]
let tokens = 0

function make(source: string | (() => string) = () => `token-${++tokens}`): ReconnectingSocket {
  socket = new ReconnectingSocket({
    server: 'https://calls.example.com',
    clientId: 'client-1',
    language: 'en',
    credential: credential(source),
    WebSocket: FakeWebSocket as unknown as typeof WebSocket,
  })
  states = []
  socket.events.on('state', (state) => states.push(state))
  return socket
}
/** Goes online on the moved clock. */
async function online(): Promise<void> {
  const connected = make().connect()
  await vi.advanceTimersByTimeAsync(1)
  await connected
}

beforeEach(() => {
  vi.useFakeTimers()
  FakeWebSocket.all = []
  FakeWebSocket.reachable = true
  FakeWebSocket.answer = ({ type }) => (type === 'sign_in' ? SIGNED_IN : { ok: true })
  tokens = 0
})
afterEach(() => {
  socket.close()
  vi.useRealTimers()
})

test('signs in first, with its client id, and tells the server’s clock', async () => {
  FakeWebSocket.answer = () => ({ ...SIGNED_IN, server_time: Date.now() + 5_000 })
  await online()
  expect(last().url).toBe('wss://calls.example.com/v1/socket')
  expect(signIns()).toEqual([
    { id: 1, type: 'sign_in', token: 'token-1', client_id: 'client-1', language: 'en' },
  ])
  expect(socket.now()).toBe(Date.now() + 5_000)
  expect(states).toEqual(['connecting', 'online'])
})

test('comes back under the same client id after a loss, each time later and never in step (C15)', async () => {
  await online()
  FakeWebSocket.reachable = false
  last().lose(1006)
  expect(socket.state).toBe('offline')
  const times: number[] = []
  let seen = FakeWebSocket.all.length
  for (let ms = 0; ms < 20_000; ms += 10) {
    await vi.advanceTimersByTimeAsync(10)
    if (FakeWebSocket.all.length > seen) times.push(ms)
    seen = FakeWebSocket.all.length
  }
  const gaps = times.map((at, index) => at - (times[index - 1] ?? 0))
  expect(gaps[0]).toBeGreaterThanOrEqual(240)
  expect(gaps[0]).toBeLessThan(800)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(5_100)
  expect(gaps.at(-1)).toBeGreaterThan(2 * (gaps[0] ?? 0))
  FakeWebSocket.reachable = true
  await vi.advanceTimersByTimeAsync(6_000)
  expect(socket.state).toBe('online')
  expect(new Set(signIns().map(({ client_id }) => client_id))).toEqual(new Set(['client-1']))
})

test('renews the session before it expires, on the same connection', async () => {
  const again: boolean[] = []
  await online()
  socket.events.on('signedIn', (event) => again.push(event.again))
  await vi.advanceTimersByTimeAsync(3600_000 * 0.8)
  expect(FakeWebSocket.all).toHaveLength(1)
  expect(signIns().map(({ token }) => token)).toEqual(['token-1', 'token-2'])
  expect(again).toEqual([true])
})

test('gets a fresh session when the old one was refused, and gives up when that is refused too', async () => {
  FakeWebSocket.answer = ({ token }) => (token === 'token-1' ? refusal('token_expired') : SIGNED_IN)
  await online()
  expect(signIns().map(({ token }) => token)).toEqual(['token-1', 'token-2'])
  socket.close()

  FakeWebSocket.answer = () => refusal('unauthenticated')
  const before = tokens
  const connected = make().connect()
  const outcome = expect(connected).rejects.toMatchObject({ code: 'unauthenticated' })
  await vi.advanceTimersByTimeAsync(10)
  await outcome
  expect(tokens - before).toBe(2)
  expect(socket.state).toBe('refused')
  const attempts = FakeWebSocket.all.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(FakeWebSocket.all).toHaveLength(attempts)
})

test.each(['unauthenticated', 'token_expired'])(
  'gets one fresh session when the server refuses the old one as %s, also in the middle of a connection',
  async (code) => {
    FakeWebSocket.answer = ({ token }) => (token === 'token-1' ? refusal(code) : SIGNED_IN)
    await online()
    expect(tokens).toBe(2)
    FakeWebSocket.answer = ({ token }) => (token === 'token-4' ? SIGNED_IN : refusal(code))
    await vi.advanceTimersByTimeAsync(3600_000 * 0.8 + 10)
    expect(signIns().map(({ token }) => token)).toEqual(['token-1', 'token-2', 'token-3', 'token-4'])
    expect(socket.state).toBe('online')
  },
)

test('asks for a fresh session when the server ended the connection for its age', async () => {
  await online()
  last().lose(4401)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(signIns().map(({ token }) => token)).toEqual(['token-1', 'token-2'])
  expect(socket.state).toBe('online')
})

test('waits as long as the server asks before it signs in again', async () => {
  FakeWebSocket.answer = () => ({
    ok: false,
    error: { code: 'rate_limited', message: 'slow', retry_after: 3 },
  })
  make()
    .connect()
    .catch(() => {})
  await vi.advanceTimersByTimeAsync(2_900)
  expect(FakeWebSocket.all).toHaveLength(1)
  FakeWebSocket.answer = () => SIGNED_IN
  await vi.advanceTimersByTimeAsync(200)
  expect(socket.state).toBe('online')
})

test('fails what waits for a reply when the connection is lost, and what gets none in 10 s', async () => {
  FakeWebSocket.answer = ({ type }) => (type === 'sign_in' ? SIGNED_IN : undefined)
  await online()
  const lost = expect(socket.request('call.join', { room_id: 'r' })).rejects.toMatchObject({
    code: 'network',
  })
  await vi.advanceTimersByTimeAsync(1)
  last().lose(1006)
  await lost
  await vi.advanceTimersByTimeAsync(1_000)
  const silent = expect(socket.request('call.join', { room_id: 'r' })).rejects.toMatchObject({
    code: 'network',
  })
  await vi.advanceTimersByTimeAsync(10_001)
  await silent
})

test('waits for the connection before it sends, and says `network` when none comes in 5 s', async () => {
  FakeWebSocket.reachable = false
  const early = expect(make().request('call.join', { room_id: 'r' })).rejects.toMatchObject({
    code: 'network',
  })
  await vi.advanceTimersByTimeAsync(5_001)
  await early
  const later = socket.request('call.join', { room_id: 'r' })
  FakeWebSocket.reachable = true
  await vi.advanceTimersByTimeAsync(4_900)
  expect(await later).toMatchObject({ ok: true })
})

test('hands on the server’s refusal', async () => {
  await online()
  FakeWebSocket.answer = () => refusal('room_unknown')
  const outcome = expect(socket.request('call.join', { room_id: 'r' })).rejects.toMatchObject({
    code: 'room_unknown',
  })
  await vi.advanceTimersByTimeAsync(1)
  await outcome
})

test('hands on notices, and reconnects when the server is about to stop', async () => {
  await online()
  const notices: Notice[] = []
  socket.events.on('notice', (notice) => notices.push(notice))
  last().say({ type: 'authorizations.changed' })
  expect(notices).toEqual([{ type: 'authorizations.changed' }])
  last().say({ type: 'reconnect', after_ms: 700 })
  await vi.advanceTimersByTimeAsync(699)
  expect(FakeWebSocket.all).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(50)
  expect(FakeWebSocket.all).toHaveLength(2)
  expect(socket.state).toBe('online')
})

test('lives on after a message that is no JSON', async () => {
  await online()
  const notices: Notice[] = []
  socket.events.on('notice', (notice) => notices.push(notice))
  last().dispatchEvent(new MessageEvent('message', { data: '{' }))
  expect(notices).toMatchObject([{ type: 'error' }])
  expect(socket.state).toBe('online')
})

test('tries again when no session can be got just now', async () => {
  let reachable = false
  const source = () => {
    if (!reachable) throw new Error('back end away')
    return 'token'
  }
  const first = make(source).connect()
  const outcome = expect(first).rejects.toBeInstanceOf(CallgrantError)
  await vi.advanceTimersByTimeAsync(5_001)
  await outcome
  reachable = true
  await vi.advanceTimersByTimeAsync(5_001)
  expect(socket.state).toBe('online')
})

test('gives up when the server will never give a token, as to a device that was reset', async () => {
  const connected = make(() => {
    throw new CallgrantError('device_unknown')
  }).connect()
  const refused = expect(connected).rejects.toMatchObject({ code: 'device_unknown' })
  await vi.advanceTimersByTimeAsync(5_000)
  await refused
  expect(states.at(-1)).toBe('refused')
  expect(FakeWebSocket.all).toEqual([])
})

test('rejects at once, and tries no more, when the server lets no page of this origin in', async () => {
  FakeWebSocket.answer = () => undefined
  const connected = make().connect()
  const error = { code: 'origin_not_allowed', message: 'Add it to CALLGRANT_ALLOWED_ORIGINS.' }
  const rejected = expect(connected).rejects.toMatchObject(error)
  await vi.advanceTimersByTimeAsync(1)
  last().say({ type: 'error', error })
  last().lose(4403)
  await rejected
  expect(states).toEqual(['connecting', 'refused'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(FakeWebSocket.all).toHaveLength(1)
  // Asked again, it tries again: the setting may be right by now.
  FakeWebSocket.answer = () => SIGNED_IN
  const again = socket.connect()
  await vi.advanceTimersByTimeAsync(1)
  await again
})

test('rejects at once with the reason of the close when the notice before it was lost', async () => {
  const connected = make().connect()
  const rejected = expect(connected).rejects.toMatchObject({ code: 'origin_not_allowed' })
  FakeWebSocket.answer = () => undefined
  await vi.advanceTimersByTimeAsync(1)
  last().lose(4403)
  await rejected
})

/** The server falls silent: connections stay open, and nothing more is answered. */
function fallSilent(): void {
  FakeWebSocket.answer = () => undefined
}

test('a connection that dies in silence is replaced within 3 s in a call, under the same client id (C15)', async () => {
  await online()
  socket.setInCall(true)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(FakeWebSocket.all).toHaveLength(1)
  const dead = last()
  const answer = FakeWebSocket.answer
  FakeWebSocket.answer = (message) => (last() === dead ? undefined : answer(message))
  await vi.advanceTimersByTimeAsync(3_050)
  expect(FakeWebSocket.all).toHaveLength(2)
  expect(states).toEqual(['connecting', 'online', 'offline', 'online'])
  expect(dead.readyState).toBe(3)
  expect(new Set(signIns().map((message) => message.client_id))).toEqual(new Set(['client-1']))
})

test('a request on a connection that died fails once the new one is there, not before', async () => {
  await online()
  socket.setInCall(true)
  await vi.advanceTimersByTimeAsync(100)
  const first = last()
  FakeWebSocket.answer = ({ type }) => (last() !== first && type === 'sign_in' ? SIGNED_IN : undefined)
  const failed = expect(socket.request('call.join', { room_id: 'r_1' })).rejects.toMatchObject({
    code: 'network',
  })
  await vi.advanceTimersByTimeAsync(3_000)
  await failed
  expect(socket.state).toBe('online')
})

test('a connection that answers after all is kept, and what was asked on it is answered', async () => {
  await online()
  socket.setInCall(true)
  await vi.advanceTimersByTimeAsync(100)
  const slow = last()
  fallSilent()
  let resumed = 0
  socket.events.on('resumed', () => resumed++)
  const joined = socket.request('call.join', { room_id: 'r_1' })
  await vi.advanceTimersByTimeAsync(3_000)
  expect([socket.state, FakeWebSocket.all.length]).toEqual(['offline', 2])
  const { id } = slow.received.find(({ type }) => type === 'call.join') as Message
  slow.say({ reply_to: id, ok: true, call: 'as it is' })
  expect(await joined).toMatchObject({ call: 'as it is' })
  expect([socket.state, resumed, last().readyState, slow.readyState]).toEqual(['online', 1, 3, 1])
})

test('a sign-in without an answer is not waited for longer than 5 s', async () => {
  fallSilent()
  const refused = expect(make().connect()).rejects.toMatchObject({ code: 'network' })
  await vi.advanceTimersByTimeAsync(4_900)
  FakeWebSocket.answer = ({ type }) => (type === 'sign_in' ? SIGNED_IN : { ok: true })
  await vi.advanceTimersByTimeAsync(1_000)
  await refused
  expect(socket.state).toBe('online')
})

test('what may have broken the connection is looked into at once, and offline it does not wait', async () => {
  await online()
  fallSilent()
  socket.check()
  await vi.advanceTimersByTimeAsync(700)
  expect(socket.state).toBe('offline')
  FakeWebSocket.reachable = false
  last().lose(1006)
  await vi.advanceTimersByTimeAsync(20_000)
  FakeWebSocket.reachable = true
  FakeWebSocket.answer = ({ type }) => (type === 'sign_in' ? SIGNED_IN : { ok: true })
  const attempts = FakeWebSocket.all.length
  while (FakeWebSocket.all.length === attempts) {
    await vi.advanceTimersByTimeAsync(300)
    socket.check()
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(socket.state).toBe('online')
  expect(FakeWebSocket.all).toHaveLength(attempts + 1)
})

test('a server that wants fewer attempts gets no more of them when the network changes', async () => {
  FakeWebSocket.answer = () => ({ ok: false, error: { code: 'rate_limited', message: '', retry_after: 30 } })
  make()
    .connect()
    .catch(() => {})
  await vi.advanceTimersByTimeAsync(1_500)
  const attempts = FakeWebSocket.all.length
  socket.check()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(FakeWebSocket.all).toHaveLength(attempts)
})
