/** A call alone: two sides whose signals are handed over by the test, with real media over loopback. */

import type { Call as CallSnapshot } from '@callgrant/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { TestServer } from './live-call-fixture.ts'
import { snapshotOf } from './snapshot-fixture.ts'

let server: TestServer
afterEach(() => {
  vi.useRealTimers()
  for (const side of [server.caller, server.listener]) side.call.handleGone('test over')
})

/** Two sides who talk, with media flowing both ways. */
async function talking(
  roomType: 'voice' | 'video',
  changes: Partial<CallSnapshot> = {},
): Promise<TestServer> {
  server = new TestServer(roomType, changes)
  server.begin()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('ringing'))
  await server.listener.call.accept()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('talking'), 10_000)
  return server
}

test('rings, is answered, and sound and picture flow both ways', async () => {
  await talking('video')
  for (const { call } of [server.caller, server.listener]) {
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
  server.now += 4_321
  expect(server.caller.call.keepTime).toBe(4)
  await server.listener.call.hangUp()
  expect(server.caller.names).toEqual([
    'joinedRoomByCaller',
    'startVoip',
    'hangUpVoip',
    'endVoip',
    'finishVoip',
  ])
  expect(server.listener.names).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', 'endVoip', 'finishVoip'])
  expect(server.caller.voip.find(({ eventName }) => eventName === 'endVoip')?.data).toEqual({
    keepTime: 4,
    callerName: 'Front door phone',
    listenerName: 'Alice',
    roomType: 'video',
    isCaller: true,
    businessType: 1,
  })
  expect([...server.caller.problems, ...server.listener.problems]).toEqual([])
})

test('never opens a camera in a voice call (C13)', async () => {
  await talking('voice')
  await server.caller.call.setCamera(true)
  await server.listener.call.setCamera(true)
  expect([...server.caller.opened, ...server.listener.opened].some(({ video }) => video)).toBe(false)
  expect(server.caller.call.local.camera).toBe(false)
  const offer = server.caller.sent.find(({ data }) => data?.kind === 'description')?.data
  expect(offer && 'sdp' in offer && offer.sdp).not.toContain('m=video')
})

test('starts with a side’s camera off when asked to, and switches it on later (C13)', async () => {
  const off = snapshotOf({})
  await talking('video', { caller: { ...off.caller, camera: false } })
  expect(server.caller.opened).toEqual([{ audio: true, video: false, facing: 'user' }])
  expect(server.listener.call.remote.camera).toBe(false)
  expect((await server.listener.call.received())?.video.packets).toBe(0)
  await server.caller.call.setCamera(true)
  expect(server.caller.call.localStream?.getVideoTracks()).toHaveLength(1)
  await vi.waitFor(() => expect(server.listener.call.remote.camera).toBe(true))
  await vi.waitFor(async () => {
    expect((await server.listener.call.received())?.video.packets).toBeGreaterThan(0)
  }, 10_000)
  await server.caller.call.setCamera(false)
  expect(server.caller.call.localStream?.getVideoTracks()).toHaveLength(0)
  await vi.waitFor(() => expect(server.listener.call.remote.camera).toBe(false))
})

test('mutes and tells the other side, and flips the camera', async () => {
  await talking('video')
  await server.caller.call.setMicrophone(false)
  expect(server.caller.call.localStream?.getAudioTracks()[0]?.enabled).toBe(false)
  await vi.waitFor(() => expect(server.listener.call.remote.microphone).toBe(false))
  await server.caller.call.flipCamera()
  expect(server.caller.opened.at(-1)).toEqual({ audio: false, video: true, facing: 'environment' })
  expect(server.caller.call.localStream?.getVideoTracks()).toHaveLength(1)
})

test('comes back after a lost connection: media restarted, no event lost, none doubled (C15)', async () => {
  await talking('video')
  server.caller.offline = true
  server.caller.call.handleOffline()
  expect(server.caller.call.online).toBe(false)
  const before = server.caller.sent.length
  server.caller.offline = false
  server.caller.call.handleSnapshot(server.snapshot)
  server.caller.call.handleOnline()
  await vi.waitFor(() => {
    const offers = server.caller.sent.slice(before).filter(({ data }) => data?.kind === 'description')
    expect(offers.map(({ data }) => data)).toMatchObject([{ type: 'offer', offer: 2 }])
    expect(server.listener.sent.some(({ data }) => data?.kind === 'description' && data.offer === 2)).toBe(
      true,
    )
  })
  const then = (await server.listener.call.received())?.audio.packets ?? 0
  await vi.waitFor(async () => {
    expect((await server.listener.call.received())?.audio.packets).toBeGreaterThan(then + 10)
  }, 10_000)
  expect(server.caller.names).toEqual(['joinedRoomByCaller', 'startVoip'])
  expect(server.listener.names).toEqual(['hangOnVoip', 'startVoip'])
})

test('tells what was missed, in order and once, when it comes back to a call that is over (C15)', async () => {
  server = new TestServer('voice')
  server.caller.call.begin()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('ringing'))
  server.caller.offline = true
  server.caller.call.handleOffline()
  server.change({ state: 'connecting', accepted_at: server.now })
  server.change({ state: 'talking', started_at: server.now })
  server.now += 2_000
  server.end('hung_up', 'listener', 'manual')
  server.caller.call.handleSnapshot(server.snapshot)
  server.caller.call.handleSnapshot(server.snapshot)
  expect(server.caller.names).toEqual([
    'joinedRoomByCaller',
    'startVoip',
    'hangUpVoip',
    'endVoip',
    'finishVoip',
  ])
  expect(server.caller.voip.find(({ eventName }) => eventName === 'hangUpVoip')?.data).toEqual({
    keepTime: 2,
    status: 'endByListener',
    origin: 'other',
  })
})

test('offers again to a listener that the first offer did not reach', async () => {
  server = new TestServer('voice')
  server.begin()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('ringing'))
  server.fate = (from) => (from === 'caller' ? 'undelivered' : 'passed')
  await server.listener.call.accept()
  await vi.waitFor(() => {
    expect(server.caller.sent.some(({ data }) => data?.kind === 'description')).toBe(true)
  })
  server.fate = () => 'passed'
  server.listener.call.handleOffline()
  server.listener.call.handleOnline()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('talking'), 10_000)
})

test('stops ringing where another client answered, and rejects nothing (C7)', () => {
  server = new TestServer('voice')
  server.listener.call.begin()
  server.change({
    state: 'connecting',
    accepted_at: server.now,
    listener: { ...server.snapshot.listener, client_id: 'client-tablet' },
  })
  expect(server.listener.call.state).toBe('ended')
  expect(server.listener.call.answeredElsewhere).toBe(true)
  expect(server.listener.names).toEqual(['endVoip', 'finishVoip'])
  server.end('hung_up', 'listener', 'manual')
  expect(server.listener.names).toEqual(['endVoip', 'finishVoip'])
})

test('ends with the reason when no microphone can be opened', async () => {
  server = new TestServer('voice')
  server.noMedia = 'caller'
  server.begin()
  await vi.waitFor(() => expect(server.snapshot.state).toBe('ended'))
  expect(server.caller.names).toContain('joinFailCaller')
  expect(server.listener.voip[0]).toMatchObject({
    eventName: 'abortVoip',
    data: { status: 'unknown', error: { errMsg: 'no microphone' } },
  })
})

test('a caller that waits for its page rings, and joins and opens its media only when it is there', async () => {
  server = new TestServer('voice')
  let go = () => {}
  const there = new Promise<void>((resolve) => {
    go = resolve
  })
  server.caller.call.begin(there)
  server.listener.call.begin()
  await server.listener.call.accept()
  server.caller.call.handleOffline()
  server.caller.call.handleOnline()
  await vi.waitFor(() => expect(server.listener.opened).toHaveLength(1))
  expect(server.caller.opened).toEqual([])
  expect(server.caller.sent.filter(({ type }) => type === 'call.join')).toEqual([])
  go()
  await vi.waitFor(() => expect(server.caller.names).toEqual(['joinedRoomByCaller']))
  await vi.waitFor(() => expect(server.snapshot.state).toBe('talking'), 10_000)
  expect(server.caller.opened).toHaveLength(1)
})

test('a caller that hangs up while it waits for its page never joins', async () => {
  server = new TestServer('voice')
  let go = () => {}
  server.caller.call.begin(
    new Promise<void>((resolve) => {
      go = resolve
    }),
  )
  await server.caller.call.hangUp()
  go()
  await vi.waitFor(() => expect(server.caller.names).toEqual(['cancelVoip', 'endVoip', 'finishVoip']))
  expect(server.caller.opened).toEqual([])
})

test('is over at once for the one who hangs up with no network (C6)', async () => {
  await talking('voice')
  server.caller.offline = true
  server.caller.call.handleOffline()
  await server.caller.call.hangUp()
  expect(server.caller.call.state).toBe('ended')
  expect(server.caller.names.slice(2)).toEqual(['hangUpVoip', 'endVoip', 'finishVoip'])
  expect(server.caller.call.localStream).toBeNull()
})

const TIMERS = ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const

test('tells `calling` each second and gives a sign of life every two', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] })
  server = new TestServer('voice')
  server.begin()
  server.change({ state: 'ringing', caller_joined: true })
  server.change({ state: 'talking', accepted_at: server.now, started_at: server.now })
  for (let second = 1; second <= 10; second++) {
    server.now += 1000
    await vi.advanceTimersByTimeAsync(1000)
  }
  const ticks = server.caller.voip.filter(({ eventName }) => eventName === 'calling')
  expect(ticks.map(({ data }) => data.keepTime)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1))
  expect(server.caller.sent.filter(({ type }) => type === 'call.alive')).toHaveLength(5)
})

test('tells each whole second of talk once, however late talking is heard of and timers are (C11)', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] })
  server = new TestServer('voice')
  server.begin()
  server.change({ state: 'ringing', caller_joined: true })
  server.change({ state: 'talking', accepted_at: server.now, started_at: server.now - 1_700 })
  const pass = async (ms: number) => {
    server.now += ms
    await vi.advanceTimersByTimeAsync(ms)
    return server.caller.voip
      .filter(({ eventName }) => eventName === 'calling')
      .map(({ data }) => data.keepTime)
  }
  expect(await pass(299)).toEqual([])
  expect(await pass(1)).toEqual([2])
  expect(await pass(999)).toEqual([2])
  // A timer that is late: the seconds between are not made up for.
  server.now += 1_500
  expect(await pass(1)).toEqual([2, 4])
  expect(await pass(500)).toEqual([2, 4, 5])
})

test('counts the time before the answer to nobody, and no second that is not full (C11)', async () => {
  server = new TestServer('voice')
  server.begin()
  server.now += 59_000
  expect(server.caller.call.keepTime).toBe(0)
  server.change({ state: 'talking', caller_joined: true, accepted_at: server.now, started_at: server.now })
  server.now += 999
  expect(server.caller.call.keepTime).toBe(0)
  server.now += 1
  expect(server.caller.call.keepTime).toBe(1)
  server.now += 999
  await server.listener.call.hangUp()
  const told = server.caller.voip.filter(({ data }) => 'keepTime' in data)
  expect(told.map(({ eventName, data }) => [eventName, data.keepTime])).toEqual([
    ['hangUpVoip', 1],
    ['endVoip', 1],
    ['finishVoip', 1],
  ])
})

test('ends here after the server was out of reach for 30 s and nothing comes from the other side (C6)', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  server = new TestServer('voice')
  server.begin()
  server.caller.call.handleOffline()
  server.now += 29_000
  await vi.advanceTimersByTimeAsync(5_000)
  expect(server.caller.call.state).toBe('calling')
  server.now += 5_000
  await vi.advanceTimersByTimeAsync(5_000)
  expect(server.caller.call.end).toMatchObject({ reason: 'aborted', by: null })
})
