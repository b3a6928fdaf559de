/** What the calls of a ring share is opened once, and is closed with the last of them that has it. */

import { expect, test, vi } from 'vitest'
import { RingMedia } from './ring-media.ts'
import type { MediaProvider } from './types.ts'

class Track {
  kind = 'video'
  readyState = 'live'
  stop() {
    this.readyState = 'ended'
  }
  clone() {
    return new Track()
  }
}
const streamOf = (tracks: unknown[]) => ({ getTracks: () => tracks }) as unknown as MediaStream
const request = { audio: true, video: true, facing: 'user' } as const
const peers = { stream: streamOf }

function provider() {
  const given: Track[] = []
  const media: MediaProvider = {
    open: vi.fn(async () => {
      const track = new Track()
      given.push(track)
      return streamOf([track])
    }),
  }
  return { media, given, states: () => given.map(({ readyState }) => readyState) }
}

test('one camera for all: it outlives the ring with the call that was answered, and no longer', async () => {
  vi.stubGlobal('MediaStreamTrack', Track)
  const { media, states } = provider()
  const shared = new RingMedia(media, peers)
  const [first, second] = await Promise.all([shared.open(request), shared.open(request)])
  expect(media.open).toHaveBeenCalledTimes(1)
  // One is declined: the other, and whoever is next in turn, have theirs.
  for (const track of first.getTracks()) track.stop()
  for (const track of second.getTracks()) track.stop()
  expect(states()).toEqual(['live'])
  const third = await shared.open(request)
  shared.close()
  await Promise.resolve()
  expect(states()).toEqual(['live'])
  for (const track of third.getTracks()) track.stop()
  expect(states()).toEqual(['ended'])
  vi.unstubAllGlobals()
})

test('a ring that nobody answers leaves nothing open, also what opens after its end', async () => {
  vi.stubGlobal('MediaStreamTrack', Track)
  const { media, states } = provider()
  const shared = new RingMedia(media, peers)
  const opening = shared.open(request)
  shared.close()
  for (const track of (await opening).getTracks()) track.stop()
  await vi.waitFor(() => expect(states()).toEqual(['ended']))
  vi.unstubAllGlobals()
})

test('what cannot be opened is told to each call; where tracks cannot be copied, each opens its own', async () => {
  vi.stubGlobal('MediaStreamTrack', Track)
  const denied = new Error('denied')
  const failing: MediaProvider = {
    async open({ failed }) {
      failed?.('audio', denied)
      return streamOf([])
    },
  }
  const told: unknown[] = []
  const shared = new RingMedia(failing, peers)
  const failed = (kind: string, error: unknown) => told.push([kind, error])
  await Promise.all([shared.open({ ...request, failed }), shared.open({ ...request, failed })])
  expect(told).toEqual([
    ['audio', denied],
    ['audio', denied],
  ])
  vi.unstubAllGlobals()
  const { media } = provider()
  const inNode = new RingMedia(media, peers)
  await Promise.all([inNode.open(request), inNode.open(request)])
  expect(media.open).toHaveBeenCalledTimes(2)
})
