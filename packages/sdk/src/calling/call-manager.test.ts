/** News of one call is applied in the order of its versions; what comes too late is not told to the app (C6, C7, C15). */

import type { Call as CallSnapshot, Notice, Reply, Ring as RingSnapshot } from '@callgrant/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Emitter } from '../shared/emitter.ts'
import { CallHistory, HISTORY_MAX } from './call-history.ts'
import { CallManager, type CallManagerEvents, type CallManagerOptions } from './call-manager.ts'
import { snapshotOf } from './snapshot-fixture.ts'
import type { Peer } from './types.ts'

type Role = CallManagerOptions['role']
type SocketEvents = CallManagerOptions['socket']['events'] extends Emitter<infer E> ? E : never

const phone = { ...snapshotOf({}).listener, client_id: 'client-1' }
const tablet = { ...phone, client_id: 'client-tablet' }

/** The snapshots of one call, each with what changed, numbered as the server numbers them. */
function story(...steps: Partial<CallSnapshot>[]): CallSnapshot[] {
  let snapshot = snapshotOf({ version: 0, caller: { ...snapshotOf({}).caller, client_id: 'client-1' } })
  return steps.map((step) => {
    snapshot = { ...snapshot, ...step, version: snapshot.version + 1 }
    return snapshot
  })
}
const created = {}
const ringing = { state: 'ringing', caller_joined: true, joined_at: 1_000 } as const
const answered = { state: 'connecting', accepted_at: 2_000, listener: phone } as const
const answeredElsewhere = { ...answered, listener: tablet }
const talking = { state: 'talking', started_at: 3_000 } as const
const ended = (end: Partial<NonNullable<CallSnapshot['end']>>) =>
  ({
    state: 'ended',
    ended_at: 9_000,
    end: { reason: 'hung_up', by: 'caller', origin: 'manual', message: null, ...end },
  }) as const

const STORIES = {
  cancelled: story(created, ringing, ended({ reason: 'cancelled' })),
  withdrawn: story(created, ringing, ended({ reason: 'aborted', by: null })),
  timeout: story(created, ringing, ended({ reason: 'timeout', by: null })),
  busy: story(created, ended({ reason: 'busy', by: null })),
  talked: story(created, ringing, answered, talking, ended({ by: 'caller' })),
  elsewhere: story(created, ringing, answeredElsewhere, talking, ended({ by: 'listener' })),
}

/** A media connection that reaches nobody: these tests are about news, not about media. */
const peer: Peer = {
  prepare() {},
  offer: async () => '',
  answer: async () => '',
  acceptAnswer: async () => {},
  addCandidate: async () => {},
  send: async () => {},
  received: async () => null,
  close() {},
}
const noTracks = { getTracks: () => [], getAudioTracks: () => [], getVideoTracks: () => [] }
const stream = () => noTracks as unknown as MediaStream
const stopped = {
  now: () => 0,
  setTimeout: () => 0,
  clearTimeout() {},
  setInterval: () => 0,
  clearInterval() {},
}

/** A client whose server is played by the test: `told` is what the app was told, in order. */
class Client {
  readonly told: string[] = []
  readonly requests: string[] = []
  readonly calls: CallManager
  /** How the server answers the question how a call ended. */
  end: CallSnapshot | undefined
  readonly #socket = new Emitter<SocketEvents>()
  /** How the server answers a wish to give up a ring. */
  ringIsNow: RingSnapshot | undefined
  #replyToRing: ((reply: Reply<'ring.start'>) => void) | undefined
  #ringStarted: (reply: Reply<'ring.start'>) => void = () => {}
  #replyToStart: ((reply: Reply<'call.start'>) => void) | undefined

  constructor(role: Role) {
    const events = new Emitter<CallManagerEvents>()
    events.on('voip', ({ eventName }) => this.told.push(eventName))
    events.on('incomingCall', () => this.told.push('incomingCall'))
    events.on('currentCall', (call) => this.told.push(call ? 'call' : 'no call'))
    this.calls = new CallManager({
      role,
      clientId: 'client-1',
      events,
      clock: stopped,
      peers: { connect: () => peer, stream },
      media: { open: async () => stream() },
      socket: {
        events: this.#socket,
        check() {},
        setInCall() {},
        now: () => 9_000,
        request: (type, _, onReply) => {
          this.requests.push(type)
          if (type === 'call.start') this.#replyToStart = onReply as never
          if (type === 'ring.start') {
            this.#replyToRing = onReply as never
            return new Promise((resolve) => {
              this.#ringStarted = resolve as never
            })
          }
          if (type === 'ring.cancel' && this.ringIsNow)
            return Promise.resolve({ ring: this.ringIsNow } as never)
          if (type === 'call.hang_up' && this.end) return Promise.resolve({ call: this.end } as never)
          return new Promise(() => {}) // the server's news is what the test delivers
        },
      },
    })
  }

  notice(call: CallSnapshot): void {
    this.#socket.emit('notice', { type: 'call', call } as Notice)
  }

  news(ring: RingSnapshot): void {
    this.#socket.emit('notice', { type: 'ring', ring } as Notice)
  }

  /** Rings several people; the server's reply is this. */
  async ring(ring: RingSnapshot, calls: CallSnapshot[]) {
    const begun = this.calls.ring({} as never)
    const reply = { ring, calls, ice_servers: [] } as unknown as Reply<'ring.start'>
    this.#replyToRing?.(reply)
    this.#ringStarted(reply)
    return begun
  }

  listener(room_id: string, online: boolean): void {
    this.#socket.emit('notice', { type: 'call.listener', room_id, online })
  }

  /** The connection was lost, and is back. */
  async reconnect(now: CallSnapshot): Promise<void> {
    const calls = now.state === 'ended' ? [] : [now]
    this.end = now.state === 'ended' ? now : undefined
    this.#socket.emit('state', 'offline')
    this.#socket.emit('state', 'online')
    const reply = { calls, ice_servers: [] } as unknown as Reply<'sign_in'>
    this.#socket.emit('signedIn', { reply, again: false })
    await nextTask()
  }

  start(): void {
    void this.calls.start({} as never)
  }
  async replyToStart(call: CallSnapshot): Promise<void> {
    this.#replyToStart?.({ call, ice_servers: [] } as unknown as Reply<'call.start'>)
    await nextTask()
  }
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve))
const RINGS = ['call', 'incomingCall']

test('does not ring again when news from before the end arrives after it', () => {
  const [first, second, last] = STORIES.cancelled as [CallSnapshot, CallSnapshot, CallSnapshot]
  const client = new Client('person')
  for (const snapshot of [first, last, second, first, last]) client.notice(snapshot)
  expect(client.told).toEqual([...RINGS, 'cancelVoip', 'endVoip', 'finishVoip', 'no call'])
  expect(client.calls.current).toBeNull()
})

test('never rings for a call whose end arrives before its beginning', () => {
  const client = new Client('person')
  for (const snapshot of STORIES.cancelled.toReversed()) client.notice(snapshot)
  expect(client.told).toEqual([])
})

test('never rings when news that another client answered arrives first (C7)', () => {
  const [first, second, third] = STORIES.elsewhere as [CallSnapshot, CallSnapshot, CallSnapshot]
  const client = new Client('person')
  for (const snapshot of [third, second, first]) client.notice(snapshot)
  expect(client.told).toEqual([])
})

test('stops ringing once when another client answered, and does not ring again (C7)', () => {
  const [first, second, third] = STORIES.elsewhere as [CallSnapshot, CallSnapshot, CallSnapshot]
  const client = new Client('person')
  for (const snapshot of [second, third, first, second, third]) client.notice(snapshot)
  expect(client.told).toEqual([...RINGS, 'endVoip', 'finishVoip', 'no call'])
})

test('tells the caller of an end that arrives before the reply to its request', async () => {
  const [first, last] = STORIES.busy as [CallSnapshot, CallSnapshot]
  const client = new Client('device')
  client.start()
  client.notice(last)
  await client.replyToStart(first)
  expect(client.told).toEqual(['call', 'busy', 'endVoip', 'finishVoip', 'no call'])
})

test('a sign-in that read the call before its end does not ring', async () => {
  const [, second, last] = STORIES.withdrawn as [CallSnapshot, CallSnapshot, CallSnapshot]
  const client = new Client('person')
  client.notice(last)
  await client.reconnect(second)
  expect(client.told).toEqual([])
})

test('knows that nobody is there to be rung, also when that comes before the reply to its request (C14)', async () => {
  const [first] = story(created)
  if (!first) throw new Error('no story')
  const door = new Client('device')
  door.start()
  door.listener(first.room_id, false)
  await door.replyToStart(first)
  expect(door.calls.current?.listenerOnline).toBe(false)
  let changes = 0
  door.calls.current?.on('change', () => changes++)
  door.listener('r_of_another_call', true)
  expect([door.calls.current?.listenerOnline, changes]).toEqual([false, 0])
  door.listener(first.room_id, true)
  door.listener(first.room_id, true)
  expect([door.calls.current?.listenerOnline, changes]).toEqual([true, 1])
})

test('asks how a call ended that it missed the end of, and takes no news of it afterwards (C15)', async () => {
  const [first, second, last] = STORIES.timeout as [CallSnapshot, CallSnapshot, CallSnapshot]
  const client = new Client('person')
  client.notice(first)
  await client.reconnect(last)
  expect(client.requests).toEqual(['call.hang_up'])
  client.notice(second)
  await client.reconnect(last)
  expect(client.told).toEqual([...RINGS, 'timeout', 'endVoip', 'finishVoip', 'no call'])
  expect(client.requests).toEqual(['call.hang_up'])
})

test('rings again after it gave a call up offline, if the server says that it still rings', async () => {
  const [, second, last] = STORIES.cancelled as [CallSnapshot, CallSnapshot, CallSnapshot]
  const client = new Client('person')
  client.notice(second)
  const call = client.calls.current as unknown as { handleGone(message: string): void }
  call.handleGone('the server could not be reached')
  client.notice(second)
  expect(client.told).toEqual([...RINGS, 'abortVoip', 'endVoip', 'finishVoip', 'no call'])
  client.told.length = 0
  await client.reconnect(second)
  client.notice(last)
  expect(client.told).toEqual([...RINGS, 'cancelVoip', 'endVoip', 'finishVoip', 'no call'])
})

test('whatever is shuffled, doubled or dropped, the app is told the true story up to the newest news', async () => {
  const told = async (role: Role, snapshots: CallSnapshot[]) => {
    const client = new Client(role)
    if (role === 'device') {
      client.start()
      await client.replyToStart(snapshots[0] as CallSnapshot)
    }
    for (const snapshot of snapshots) client.notice(snapshot)
    return { told: client.told, state: client.calls.current?.state }
  }
  const delivery = fc.record({ index: fc.nat(4), reconnects: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Role>('person', 'device'),
      fc.constantFrom(...(Object.keys(STORIES) as (keyof typeof STORIES)[])),
      fc.array(delivery, { minLength: 1, maxLength: 12 }),
      fc.nat(),
      async (role, name, deliveries, replyAt) => {
        const all = STORIES[name]
        const client = new Client(role)
        const caller = role === 'device'
        if (caller) client.start()
        let first: CallSnapshot | undefined
        let newest = 0
        let replied = !caller
        for (const [at, { index, reconnects }] of deliveries.entries()) {
          if (!replied && at === replyAt % deliveries.length) {
            await client.replyToStart(all[0] as CallSnapshot)
            replied = true
          }
          // A request does not survive a lost connection, so until its reply there is none.
          const signsIn = reconnects && replied
          // A sign-in reads the store: it is never older than what was delivered before.
          const now = Math.min(signsIn ? Math.max(index, newest) : index, all.length - 1)
          const snapshot = all[now] as CallSnapshot
          if (signsIn) await client.reconnect(snapshot)
          else client.notice(snapshot)
          // A sign-in lists open calls only: of one that is over, a client that does not know it learns nothing.
          const unknown = !caller && first === undefined
          if (signsIn && unknown && snapshot.state === 'ended') continue
          first ??= snapshot
          newest = Math.max(newest, now)
        }
        const rang = first && first.state !== 'ended' && first.listener.client_id === null
        const truth = await told(role, all.slice(0, newest + 1))
        const expected = caller || rang ? truth : { told: [], state: undefined }
        expect({ told: client.told, state: client.calls.current?.state }).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
})

test('remembers a bounded number of calls, the newest ones', () => {
  const history = new CallHistory()
  for (let n = 0; n <= HISTORY_MAX; n++) history.add(snapshotOf({ room_id: `r_${n}` }))
  expect(history.get('r_0')).toBeUndefined()
  expect(history.get('r_1')).toBeDefined()
  expect(history.get(`r_${HISTORY_MAX}`)).toBeDefined()
})

// Rings of several people (docs/households.md).

const people = ['alice', 'bob'].map((openid, n) => ({
  openid,
  name: openid,
  seconds: 30,
  room_id: `r_${n}`,
  outcome: 'ringing' as const,
  refusal: null,
}))
const ringOf = (changes: Partial<RingSnapshot> = {}): RingSnapshot => ({
  ring_id: 'h_1',
  version: 1,
  state: 'ringing',
  plan: 'together',
  room_type: 'video',
  model_id: 'm_door',
  sn: 'door-1',
  client_id: 'client-1',
  people,
  created_at: 0,
  ended_at: null,
  end: null,
  ...changes,
})
const door = { ...snapshotOf({}).caller, client_id: 'client-1' }
const leg = (n: number, changes: Partial<CallSnapshot> = {}) =>
  snapshotOf({ room_id: `r_${n}`, ring_id: 'h_1', caller: door, ...ringing, ...changes })

test('a ring of several people shows no call before one is answered, and then that one alone (H2)', async () => {
  const client = new Client('device')
  const ring = await client.ring(ringOf(), [leg(0), leg(1)])
  expect(ring.people.map(({ outcome }) => outcome)).toEqual(['ringing', 'ringing'])
  expect(client.told).toEqual([])
  expect(client.calls.current).toBeNull()
  let changes = 0
  ring.on('change', () => changes++)
  client.notice(leg(0, { version: 2, ...ended({ reason: 'rejected', by: 'listener' }) }))
  expect(ring.people.map(({ outcome }) => outcome)).toEqual(['rejected', 'ringing'])
  expect(changes).toBe(1)
  const holder = { ...snapshotOf({}).listener, client_id: 'client-bob' }
  client.notice(leg(1, { version: 2, state: 'connecting', accepted_at: 2_000, listener: holder }))
  const call = await ring.answered
  expect(call?.roomId).toBe('r_1')
  expect(client.calls.current).toBe(call)
  expect(client.told).toEqual(['call'])
  client.news(ringOf({ version: 9, state: 'ended', end: { reason: 'answered', room_id: 'r_1' } }))
  client.notice(leg(1, { version: 3, accepted_at: 2_000, listener: holder, ...talking }))
  expect(client.told).toEqual(['call', 'startVoip'])
  expect(ring.end).toBe('answered')
})

test('the calls of a ring begin whether their news or the reply comes first, and those in turn later (H6)', async () => {
  for (const order of ['before', 'after'] as const) {
    const client = new Client('device')
    if (order === 'before') client.notice(leg(0))
    const waiting = people.map((person, n) =>
      n === 1 ? { ...person, room_id: null, outcome: 'waiting' as const } : person,
    )
    const ring = await client.ring(ringOf({ plan: 'in_turn', people: waiting }), [])
    if (order === 'after') client.notice(leg(0))
    expect(ring.people.map(({ outcome }) => outcome)).toEqual(['ringing', 'waiting'])
    client.notice(leg(0, { version: 2, ...ended({ reason: 'timeout', by: null }) }))
    client.notice(leg(1))
    client.news(ringOf({ version: 2, plan: 'in_turn' }))
    expect(ring.people.map(({ outcome }) => outcome)).toEqual(['timeout', 'ringing'])
    // An old one, late.
    client.news(ringOf({ version: 1, plan: 'in_turn', people: waiting }))
    expect(ring.people.map(({ outcome }) => outcome)).toEqual(['timeout', 'ringing'])
    client.notice(leg(1, { version: 2, ...ended({ reason: 'rejected', by: 'listener' }) }))
    client.news(ringOf({ version: 3, state: 'ended', end: { reason: 'no_answer', room_id: null } }))
    expect(await ring.answered).toBeNull()
    expect(client.told).toEqual([])
  }
})

test('a ring that is given up, or whose end was missed, is over here as it is at the server (H5)', async () => {
  const cancelled = people.map((person) => ({ ...person, outcome: 'cancelled' as const }))
  const over = ringOf({
    version: 5,
    state: 'ended',
    people: cancelled,
    end: { reason: 'cancelled', room_id: null },
  })
  const client = new Client('device')
  client.ringIsNow = over
  const ring = await client.ring(ringOf(), [leg(0), leg(1)])
  await client.calls.forceHangUp()
  expect(client.requests.filter((type) => type !== 'call.alive')).toEqual(['ring.start', 'ring.cancel'])
  expect(ring.end).toBe('cancelled')
  expect(await ring.answered).toBeNull()

  const second = new Client('device')
  second.ringIsNow = ringOf({ version: 5, state: 'ended', end: { reason: 'no_answer', room_id: null } })
  const lost = await second.ring(ringOf(), [leg(0)])
  // It ended while the connection was away: the reply to the sign-in has no such ring.
  await second.reconnect(leg(0, { version: 2, ...ended({ reason: 'timeout', by: null }) }))
  expect(lost.end).toBe('no_answer')
})
