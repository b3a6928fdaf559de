/**
 * Of the clients that ring, no more than four are connected before the answer; whoever answers gets the call (C7), and a
 * picture that begins whole.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
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
/** Packets that have arrived at the caller by any connection. */
async function heardByCaller(): Promise<number> {
  const reports = await Promise.all(made.map((connection) => connection.getStats()))
  const entries = reports.flatMap(
    (report) => [...report.values()] as { type: string; packetsReceived?: number }[],
  )
  return entries.reduce(
    (sum, { type, packetsReceived = 0 }) => sum + (type === 'inbound-rtp' ? packetsReceived : 0),
    0,
  )
}
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

test('the stream is there as soon as the person answers, and nothing arrives before the server has said yes (C7)', async () => {
  open('all')
  server.fate = () => 'passed'
  server.begin()
  await rings()
  const { call } = server.listener
  const states = () => made.map(({ connectionState }) => connectionState)
  await vi.waitFor(() => expect(states()).toEqual(['connected']), LONG)
  expect(call.remoteStream).toBeNull()
  const yes = server.hold('call.accept')
  const answer = call.accept()
  await vi.waitFor(() => expect(call.localStream).not.toBeNull(), LONG)
  expect(call).toMatchObject({ state: 'incoming', remoteStream: expect.anything() })
  expect(call.remoteStream?.getTracks()).toHaveLength(2)
  expect(await call.received()).toMatchObject({ audio: { packets: 0 }, video: { packets: 0 } })
  expect(await heardByCaller()).toBe(0)
  yes()
  await answer
  await talks()
  await vi.waitFor(async () => expect(await heardByCaller()).toBeGreaterThan(0), LONG)
})

test('an answer that the server refuses closes microphone and camera again, and takes the stream back', async () => {
  open('all')
  server.fate = () => 'passed'
  server.begin()
  await rings()
  const { call } = server.listener
  await vi.waitFor(() => expect(made.map((one) => one.connectionState)).toEqual(['connected']), LONG)
  const no = server.hold('call.accept')
  const answer = call.accept()
  await vi.waitFor(() => expect(call.localStream).not.toBeNull(), LONG)
  const opened = call.localStream?.getTracks() as unknown as werift.MediaStreamTrack[]
  expect(call.remoteStream).not.toBeNull()
  no(new CallgrantError('internal'))
  await expect(answer).rejects.toMatchObject({ code: 'internal' })
  expect(call).toMatchObject({ state: 'incoming', localStream: null, remoteStream: null })
  expect(opened.map(({ stopped }) => stopped)).toEqual([true, true])
  expect(await heardByCaller()).toBe(0)
  // It still rings, and may be answered again.
  await call.accept()
  await talks()
})

test.each(['all', 'off'] as const)(
  'the picture begins with a key frame at the answer, and nobody asks for it: %s connected before',
  async (early) => {
    /** Of the first picture that the listener received: VP8's payload begins with a clear bit (RFC 7741). */
    let first: { key: boolean; afterAnswer: boolean } | undefined
    let asked = 0
    class Watched extends werift.RTCPeerConnection {
      constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
        super(config)
        this.onTrack.subscribe((track) => {
          if (track.kind !== 'video') return
          track.onReceiveRtp.subscribe(({ payload }) => {
            const begins = ((payload[0] ?? 0) & 0x10) !== 0
            const { payload: picture } = werift.Vp8RtpPayload.deSerialize(payload)
            first ??= {
              key: begins && ((picture[0] ?? 1) & 1) === 0,
              afterAnswer: server.snapshot.accepted_at !== null,
            }
          })
        })
        this.onTransceiverAdded.subscribe(({ sender }) =>
          sender.onPictureLossIndication.subscribe(() => asked++),
        )
      }
    }
    const watched = { ...werift, RTCPeerConnection: Watched as typeof werift.RTCPeerConnection }
    server = new TestServer('video', { early_setup: early }, { weriftOf: () => watched })
    server.begin()
    await rings()
    // The caller's picture has been running for a while, and is past its first key frame.
    const track = await vi.waitFor(() => {
      const running = server.caller.call.localStream?.getVideoTracks()[0]
      expect(running).toBeDefined()
      return running as unknown as werift.MediaStreamTrack
    }, LONG)
    let pictures = 0
    track.onReceiveRtp.subscribe(({ header }) => header.marker && pictures++)
    await vi.waitFor(() => expect(pictures).toBeGreaterThan(3), LONG)
    expect(first).toBeUndefined()
    await server.listener.call.accept()
    await talks()
    await vi.waitFor(() => expect(first).toEqual({ key: true, afterAnswer: true }), LONG)
    expect(asked).toBe(0)
  },
)

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
