/** A call alone: two sides whose signals are handed over by the test, with real media over loopback. */

import type {
  Call as CallSnapshot,
  Reply,
  Request,
  RequestType,
  SideName,
  SignalData,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { afterEach, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { LiveCall } from './live-call.ts'
import { snapshotOf } from './snapshot-fixture.ts'
import type { MediaRequest, VoipEvent } from './types.ts'
import { weriftMedia } from './werift.ts'

type Sent = { type: RequestType; origin?: string; message?: string; data?: SignalData; media?: boolean }

/** One side: what it sent, and the requests that are to fail. */
class Side {
  readonly sent: Sent[] = []
  readonly voip: VoipEvent[] = []
  readonly opened: MediaRequest[] = []
  readonly problems: Error[] = []
  offline = false
  call!: LiveCall
  private readonly house: House
  private readonly name: SideName

  constructor(house: House, name: SideName) {
    this.house = house
    this.name = name
  }

  build(snapshot: CallSnapshot): void {
    const { peers, media } = weriftMedia(werift)
    this.call = new LiveCall(snapshot, [], this.name, {
      clientId: `client-${this.name}`,
      now: () => this.house.now,
      peers,
      media: {
        open: (request) => {
          this.opened.push(request)
          if (this.house.noMedia === this.name) return Promise.reject(new Error('no microphone'))
          return media.open(request)
        },
      },
      request: (type, fields) => this.request(type, fields),
    })
    this.call.on('voip', (event) => this.voip.push(event))
    this.call.on('problem', (problem) => this.problems.push(problem))
  }

  get names(): string[] {
    return this.voip.map(({ eventName }) => eventName).filter((name) => name !== 'calling')
  }

  // The answer of a server that has just one call, and passes signals on.
  private async request<T extends RequestType>(
    type: T,
    fields: Omit<Request<T>, 'id' | 'type'>,
  ): Promise<Reply<T>> {
    this.sent.push({ type, ...(fields as unknown as Partial<Sent>) })
    if (this.offline) throw new CallgrantError('network')
    const reply = this.house.serve(this.name, type, fields as unknown as Sent)
    return reply as unknown as Reply<T>
  }
}

class House {
  now = 1_700_000_000_000
  noMedia: SideName | undefined
  snapshot: CallSnapshot
  readonly caller: Side
  readonly listener: Side
  readonly ready = new Set<SideName>()
  private held: SignalData[] | undefined

  constructor(roomType: 'voice' | 'video', changes: Partial<CallSnapshot> = {}) {
    this.snapshot = snapshotOf({ room_type: roomType, created_at: this.now, ...changes })
    this.caller = new Side(this, 'caller')
    this.listener = new Side(this, 'listener')
    this.caller.build(this.snapshot)
    this.listener.build(this.snapshot)
  }

  begin(): void {
    this.caller.call.begin()
    this.listener.call.begin()
  }

  /** Signals to the listener are lost while this is on. */
  lose(on: boolean): void {
    this.held = on ? [] : undefined
  }

  change(changes: Partial<CallSnapshot>): CallSnapshot {
    this.snapshot = { ...this.snapshot, ...changes, version: this.snapshot.version + 1 }
    for (const side of [this.caller, this.listener]) {
      if (!side.offline) side.call.handleSnapshot(this.snapshot)
    }
    return this.snapshot
  }

  serve(side: SideName, type: RequestType, fields: Sent): unknown {
    const other = side === 'caller' ? this.listener : this.caller
    switch (type) {
      case 'signal': {
        const lost = side === 'caller' && this.held
        if (lost || other.offline) return { delivered: false }
        queueMicrotask(() => fields.data && other.call.handleSignal(structuredClone(fields.data)))
        return { delivered: true }
      }
      case 'call.join':
        return {
          call: this.change({
            // Answered already, it goes on connecting.
            state: this.snapshot.state === 'created' ? 'ringing' : this.snapshot.state,
            caller_joined: true,
            joined_at: this.now,
          }),
        }
      case 'call.accept':
        return {
          call: this.change({
            state: 'connecting',
            accepted_at: this.now,
            listener: { ...this.snapshot.listener, client_id: 'client-listener' },
          }),
        }
      case 'call.media_ready':
        this.ready.add(side)
        if (this.ready.size === 2) this.change({ state: 'talking', started_at: this.now })
        return { call: this.snapshot }
      case 'call.failed':
        return { call: this.end('aborted', side, 'other', fields.message) }
      case 'call.cancel':
        return { call: this.end('cancelled', side, fields.origin) }
      case 'call.reject':
        return { call: this.end('rejected', side, fields.origin) }
      case 'call.hang_up':
        return { call: this.end('hung_up', side, fields.origin) }
      default:
        return {}
    }
  }

  end(reason: string, by: SideName | null, origin = 'other', message: string | null = null): CallSnapshot {
    const end = { reason, by, origin, message } as CallSnapshot['end']
    return this.change({ state: 'ended', ended_at: this.now, end })
  }
}

let house: House
afterEach(() => {
  vi.useRealTimers()
  for (const side of [house.caller, house.listener]) side.call.handleGone('test over')
})

/** Two sides who talk, with media flowing both ways. */
async function talking(roomType: 'voice' | 'video', changes: Partial<CallSnapshot> = {}): Promise<House> {
  house = new House(roomType, changes)
  house.begin()
  await vi.waitFor(() => expect(house.snapshot.state).toBe('ringing'))
  await house.listener.call.accept()
  await vi.waitFor(() => expect(house.snapshot.state).toBe('talking'), 10_000)
  return house
}

test('rings, is answered, and sound and picture flow both ways', async () => {
  await talking('video')
  for (const { call } of [house.caller, house.listener]) {
    expect(call.state).toBe('talking')
    await vi.waitFor(async () => {
      const received = await call.received()
      expect(received?.audio.packets).toBeGreaterThan(0)
      expect(received?.audio.bytes).toBeGreaterThan(0)
      expect(received?.video.packets).toBeGreaterThan(0)
      expect(received?.video.bytes).toBeGreaterThan(0)
    }, 10_000)
    expect(
      call.remoteStream
        ?.getTracks()
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['audio', 'video'])
  }
  house.now += 4_321
  expect(house.caller.call.keepTime).toBe(4_321)
  await house.listener.call.hangUp()
  expect(house.caller.names).toEqual([
    'joinedRoomByCaller',
    'startVoip',
    'hangUpVoip',
    'endVoip',
    'finishVoip',
  ])
  expect(house.listener.names).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', 'endVoip', 'finishVoip'])
  expect(house.caller.voip.find(({ eventName }) => eventName === 'endVoip')?.data).toEqual({
    keepTime: 4_321,
    callerName: 'Front door phone',
    listenerName: 'Alice',
    roomType: 'video',
    isCaller: true,
    businessType: 1,
  })
  expect([...house.caller.problems, ...house.listener.problems]).toEqual([])
})

test('never opens a camera in a voice call (C13)', async () => {
  await talking('voice')
  await house.caller.call.setCamera(true)
  await house.listener.call.setCamera(true)
  expect([...house.caller.opened, ...house.listener.opened].some(({ video }) => video)).toBe(false)
  expect(house.caller.call.local.camera).toBe(false)
  const offer = house.caller.sent.find(({ data }) => data?.kind === 'description')?.data
  expect(offer && 'sdp' in offer && offer.sdp).not.toContain('m=video')
})

test('starts with a side’s camera off when asked to, and switches it on later (C13)', async () => {
  const off = snapshotOf({})
  await talking('video', { caller: { ...off.caller, camera: false } })
  expect(house.caller.opened).toEqual([{ audio: true, video: false, facing: 'user' }])
  expect(house.listener.call.remote.camera).toBe(false)
  expect((await house.listener.call.received())?.video.packets).toBe(0)
  await house.caller.call.setCamera(true)
  expect(house.caller.call.localStream?.getVideoTracks()).toHaveLength(1)
  await vi.waitFor(() => expect(house.listener.call.remote.camera).toBe(true))
  await vi.waitFor(async () => {
    expect((await house.listener.call.received())?.video.packets).toBeGreaterThan(0)
  }, 10_000)
  await house.caller.call.setCamera(false)
  expect(house.caller.call.localStream?.getVideoTracks()).toHaveLength(0)
  await vi.waitFor(() => expect(house.listener.call.remote.camera).toBe(false))
})

test('mutes and tells the other side, and flips the camera', async () => {
  await talking('video')
  await house.caller.call.setMicrophone(false)
  expect(house.caller.call.localStream?.getAudioTracks()[0]?.enabled).toBe(false)
  await vi.waitFor(() => expect(house.listener.call.remote.microphone).toBe(false))
  await house.caller.call.flipCamera()
  expect(house.caller.opened.at(-1)).toEqual({ audio: false, video: true, facing: 'environment' })
  expect(house.caller.call.localStream?.getVideoTracks()).toHaveLength(1)
})

test('comes back after a lost connection: media restarted, no event lost, none doubled (C15)', async () => {
  await talking('video')
  house.caller.offline = true
  house.caller.call.handleOffline()
  expect(house.caller.call.online).toBe(false)
  const before = house.caller.sent.length
  house.caller.offline = false
  house.caller.call.handleSnapshot(house.snapshot)
  house.caller.call.handleOnline()
  await vi.waitFor(() => {
    const offers = house.caller.sent.slice(before).filter(({ data }) => data?.kind === 'description')
    expect(offers.map(({ data }) => data)).toMatchObject([{ type: 'offer', offer: 2 }])
    expect(house.listener.sent.some(({ data }) => data?.kind === 'description' && data.offer === 2)).toBe(
      true,
    )
  })
  const then = (await house.listener.call.received())?.audio.packets ?? 0
  await vi.waitFor(async () => {
    expect((await house.listener.call.received())?.audio.packets).toBeGreaterThan(then + 10)
  }, 10_000)
  expect(house.caller.names).toEqual(['joinedRoomByCaller', 'startVoip'])
  expect(house.listener.names).toEqual(['hangOnVoip', 'startVoip'])
})

test('tells what was missed, in order and once, when it comes back to a call that is over (C15)', async () => {
  house = new House('voice')
  house.caller.call.begin()
  await vi.waitFor(() => expect(house.snapshot.state).toBe('ringing'))
  house.caller.offline = true
  house.caller.call.handleOffline()
  house.change({ state: 'connecting', accepted_at: house.now })
  house.change({ state: 'talking', started_at: house.now })
  house.now += 2_000
  house.end('hung_up', 'listener', 'manual')
  house.caller.call.handleSnapshot(house.snapshot)
  house.caller.call.handleSnapshot(house.snapshot)
  expect(house.caller.names).toEqual([
    'joinedRoomByCaller',
    'startVoip',
    'hangUpVoip',
    'endVoip',
    'finishVoip',
  ])
  expect(house.caller.voip.find(({ eventName }) => eventName === 'hangUpVoip')?.data).toEqual({
    keepTime: 2_000,
    status: 'endByListener',
    origin: 'other',
  })
})

test('offers again to a listener that the first offer did not reach', async () => {
  house = new House('voice')
  house.begin()
  await vi.waitFor(() => expect(house.snapshot.state).toBe('ringing'))
  house.lose(true)
  await house.listener.call.accept()
  await vi.waitFor(() => {
    expect(house.caller.sent.some(({ data }) => data?.kind === 'description')).toBe(true)
  })
  house.lose(false)
  house.listener.call.handleOffline()
  house.listener.call.handleOnline()
  await vi.waitFor(() => expect(house.snapshot.state).toBe('talking'), 10_000)
})

test('stops ringing where another client answered, and rejects nothing (C7)', () => {
  house = new House('voice')
  house.listener.call.begin()
  house.change({
    state: 'connecting',
    accepted_at: house.now,
    listener: { ...house.snapshot.listener, client_id: 'client-tablet' },
  })
  expect(house.listener.call.state).toBe('ended')
  expect(house.listener.call.answeredElsewhere).toBe(true)
  expect(house.listener.names).toEqual(['endVoip', 'finishVoip'])
  house.end('hung_up', 'listener', 'manual')
  expect(house.listener.names).toEqual(['endVoip', 'finishVoip'])
})

test('ends with the reason when no microphone can be opened', async () => {
  house = new House('voice')
  house.noMedia = 'caller'
  house.begin()
  await vi.waitFor(() => expect(house.snapshot.state).toBe('ended'))
  expect(house.caller.names).toContain('joinFailCaller')
  expect(house.listener.voip[0]).toMatchObject({
    eventName: 'abortVoip',
    data: { status: 'unknown', error: { errMsg: 'no microphone' } },
  })
})

test('a caller that waits for its page rings, and joins and opens its media only when it is there', async () => {
  house = new House('voice')
  let go = () => {}
  const there = new Promise<void>((resolve) => {
    go = resolve
  })
  house.caller.call.begin(there)
  house.listener.call.begin()
  await house.listener.call.accept()
  house.caller.call.handleOffline()
  house.caller.call.handleOnline()
  await vi.waitFor(() => expect(house.listener.opened).toHaveLength(1))
  expect(house.caller.opened).toEqual([])
  expect(house.caller.sent.filter(({ type }) => type === 'call.join')).toEqual([])
  go()
  await vi.waitFor(() => expect(house.caller.names).toEqual(['joinedRoomByCaller']))
  await vi.waitFor(() => expect(house.snapshot.state).toBe('talking'), 10_000)
  expect(house.caller.opened).toHaveLength(1)
})

test('a caller that hangs up while it waits for its page never joins', async () => {
  house = new House('voice')
  let go = () => {}
  house.caller.call.begin(
    new Promise<void>((resolve) => {
      go = resolve
    }),
  )
  await house.caller.call.hangUp()
  go()
  await vi.waitFor(() => expect(house.caller.names).toEqual(['cancelVoip', 'endVoip', 'finishVoip']))
  expect(house.caller.opened).toEqual([])
})

test('is over at once for the one who hangs up with no network (C6)', async () => {
  await talking('voice')
  house.caller.offline = true
  house.caller.call.handleOffline()
  await house.caller.call.hangUp()
  expect(house.caller.call.state).toBe('ended')
  expect(house.caller.names.slice(2)).toEqual(['hangUpVoip', 'endVoip', 'finishVoip'])
  expect(house.caller.call.localStream).toBeNull()
})

test('tells `calling` each second and gives a sign of life every five', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  house = new House('voice')
  house.begin()
  house.change({ state: 'ringing', caller_joined: true })
  house.change({ state: 'talking', accepted_at: house.now, started_at: house.now })
  for (let second = 1; second <= 10; second++) {
    house.now += 1000
    await vi.advanceTimersByTimeAsync(1000)
  }
  const ticks = house.caller.voip.filter(({ eventName }) => eventName === 'calling')
  expect(ticks.map(({ data }) => data.keepTime)).toEqual(Array.from({ length: 10 }, (_, i) => (i + 1) * 1000))
  expect(house.caller.sent.filter(({ type }) => type === 'call.alive')).toHaveLength(2)
})

test('ends here after the server was out of reach for 20 s and nothing comes from the other side (C6)', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  house = new House('voice')
  house.begin()
  house.caller.call.handleOffline()
  house.now += 19_000
  await vi.advanceTimersByTimeAsync(5_000)
  expect(house.caller.call.state).toBe('calling')
  house.now += 5_000
  await vi.advanceTimersByTimeAsync(5_000)
  expect(house.caller.call.end).toMatchObject({ reason: 'aborted', by: null })
})
