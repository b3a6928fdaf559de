import { afterEach, expect, it, vi } from 'vitest'
import { callMedia, type WebRtc } from './web-rtc.ts'

const REQUEST = { audio: true, video: true, facing: 'user' } as const
const handlers = { onCandidate() {}, onTrack() {}, onState() {} }

class PlayedConnection {
  readonly config: unknown
  constructor(config: unknown) {
    this.config = config
  }
}
class PlayedStream {
  readonly tracks: unknown[]
  constructor(tracks: unknown[]) {
    this.tracks = tracks
  }
  getTracks() {
    return this.tracks
  }
}
const mediaDevices = {
  getUserMedia: async ({ audio, video }: { audio?: unknown; video?: unknown }) =>
    new PlayedStream([...(audio ? ['voice'] : []), ...(video ? ['picture'] : [])]),
}
const whole: WebRtc = { RTCPeerConnection: PlayedConnection, MediaStream: PlayedStream, mediaDevices }

afterEach(() => vi.unstubAllGlobals())

it('opens camera and microphone with what the app gave', async () => {
  const { media, peers } = callMedia(() => whole)
  expect((await media?.open(REQUEST))?.getTracks()).toEqual(['voice', 'picture'])
  expect(peers?.stream([])).toBeInstanceOf(PlayedStream)
  expect(() => peers?.connect([], handlers)).not.toThrow()
})

it('finds the global classes that registerGlobals() made, also when it was called later', async () => {
  const { media } = callMedia(() => undefined)
  vi.stubGlobal('RTCPeerConnection', PlayedConnection)
  vi.stubGlobal('MediaStream', PlayedStream)
  vi.stubGlobal('navigator', { mediaDevices })
  expect((await media?.open(REQUEST))?.getTracks()).toEqual(['voice', 'picture'])
})

it('names what is missing, and what to do', async () => {
  const { media, peers } = callMedia(() => ({ ...whole, mediaDevices: undefined }))
  await expect(media?.open(REQUEST)).rejects.toThrow(/there is no mediaDevices .* give `webrtc` to setUp\(\)/)
  expect(() => peers?.stream([])).toThrow('there is no mediaDevices')
  await expect(callMedia(() => undefined).media?.open(REQUEST)).rejects.toThrow(
    'no RTCPeerConnection, no MediaStream, no mediaDevices',
  )
})

it('a camera that was not allowed is 2102, though the library’s error is no Error', async () => {
  const refused = {
    getUserMedia: () => Promise.reject({ name: 'SecurityError', message: 'Permission denied.' }),
  }
  const { media } = callMedia(() => ({ ...whole, mediaDevices: refused }))
  await expect(media?.open(REQUEST)).rejects.toMatchObject({ errCode: 2102 })
})
