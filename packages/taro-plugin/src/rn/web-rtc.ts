/** Camera, microphone and peer connection from a library of the app's, because React Native has none. */

import { browserPeers, userMedia } from '@callgrant/sdk/calling'
import type { PersonOptions } from '@callgrant/sdk/person'

/** The parts of `react-native-webrtc`, or of a library with the same classes, that are used. */
export interface WebRtc {
  RTCPeerConnection: unknown
  MediaStream: unknown
  mediaDevices: unknown
}

interface Classes {
  RTCPeerConnection: typeof RTCPeerConnection
  MediaStream: typeof MediaStream
  mediaDevices: MediaDevices
}

/** @param given the option of `setUp`. Default: the global classes, which `registerGlobals()` sets */
export function callMedia(given: () => WebRtc | undefined): Pick<PersonOptions, 'peers' | 'media'> {
  const found = () => given() ?? globals()
  const classes = () => complete(found())
  return {
    peers: {
      missing: () => missing(found()),
      connect: (servers, handlers, options) => browserPeers(classes()).connect(servers, handlers, options),
      stream: (tracks) => browserPeers(classes()).stream(tracks),
    },
    media: { open: async (request) => userMedia(null, classes()).open(request) },
  }
}

function globals(): Partial<WebRtc> {
  const { RTCPeerConnection, MediaStream } = globalThis as Partial<WebRtc>
  return { RTCPeerConnection, MediaStream, mediaDevices: globalThis.navigator?.mediaDevices }
}

function complete(found: Partial<WebRtc>): Classes {
  const error = missing(found)
  if (error) throw error
  return found as Classes
}

function missing(found: Partial<WebRtc>): Error | undefined {
  const names = (['RTCPeerConnection', 'MediaStream', 'mediaDevices'] as const).filter((name) => !found[name])
  if (names.length === 0) return undefined
  return new Error(
    `taro-plugin-callgrant: there is no ${names.join(', no ')} to carry a call: give \`webrtc\` to setUp(), for example all of react-native-webrtc.`,
  )
}
