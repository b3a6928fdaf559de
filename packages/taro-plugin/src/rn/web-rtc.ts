/** Camera, microphone and peer connection, which React Native has only by a library that the app brings. */

import type { PersonOptions } from '@callgrant/sdk/person'
import { browserPeers } from '../../../sdk/src/calling/peer.ts'
import { userMedia } from '../../../sdk/src/calling/user-media.ts'

/** What is used of `react-native-webrtc`, or of a library with the same classes. */
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

/** @param given what `setUp` was given; else the global classes are used, as `registerGlobals()` makes them */
export function callMedia(given: () => WebRtc | undefined): Pick<PersonOptions, 'peers' | 'media'> {
  const classes = () => complete(given() ?? globals())
  return {
    peers: {
      connect: (servers, handlers) => browserPeers(classes()).connect(servers, handlers),
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
  const missing = (['RTCPeerConnection', 'MediaStream', 'mediaDevices'] as const).filter(
    (name) => !found[name],
  )
  if (missing.length === 0) return found as Classes
  throw new Error(
    `taro-plugin-callgrant: there is no ${missing.join(', no ')} to carry a call: give \`webrtc\` to setUp(), for example all of react-native-webrtc.`,
  )
}
