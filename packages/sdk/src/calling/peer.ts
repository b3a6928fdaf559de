/** A media connection over the W3C `RTCPeerConnection`: the browser's own, or werift's in Node. */

import type { IceServer } from '@callgrant/protocol'
import type { MediaKind, Peer, PeerCandidate, PeerHandlers, PeerState, Peers, Received } from './types.ts'

/** What is used of the two W3C classes, so that another implementation can be passed in. */
export interface RtcClasses {
  RTCPeerConnection: typeof RTCPeerConnection
  MediaStream: typeof MediaStream
}

/** Peers over `RTCPeerConnection`. @param classes default: the browser's */
export function browserPeers(classes: Partial<RtcClasses> = {}): Peers {
  return {
    connect: (iceServers, handlers) =>
      new RtcPeer(
        new (classes.RTCPeerConnection ?? RTCPeerConnection)({ iceServers: iceServers as IceServer[] }),
        handlers,
      ),
    stream: (tracks) => new (classes.MediaStream ?? MediaStream)(tracks),
  }
}

class RtcPeer implements Peer {
  readonly #pc: RTCPeerConnection
  readonly #rooms = new Map<MediaKind, RTCRtpTransceiver>()
  readonly #tracks = new Map<MediaKind, MediaStreamTrack | null>()

  constructor(pc: RTCPeerConnection, handlers: PeerHandlers) {
    this.#pc = pc
    pc.onicecandidate = ({ candidate }) => {
      // An empty one only says that there are no more.
      if (candidate?.candidate) handlers.onCandidate(plain(candidate))
    }
    pc.ontrack = ({ track }) => handlers.onTrack(track)
    pc.onconnectionstatechange = () => handlers.onState(pc.connectionState as PeerState)
  }

  prepare(kinds: MediaKind[]): void {
    for (const kind of kinds) {
      this.#rooms.set(kind, this.#pc.addTransceiver(kind, { direction: 'sendrecv' }))
    }
  }

  async offer(restart: boolean): Promise<string> {
    await this.#attach()
    // Before the first answer there is nothing to restart: the same offer again, now with the candidates found.
    const iceRestart = restart && this.#pc.remoteDescription !== null
    return this.#describe(await this.#pc.createOffer({ iceRestart }))
  }

  async answer(sdp: string): Promise<string> {
    await this.#pc.setRemoteDescription({ type: 'offer', sdp })
    for (const transceiver of this.#pc.getTransceivers()) {
      const kind = transceiver.receiver.track.kind as MediaKind
      if (this.#rooms.has(kind)) continue
      // What an offer opens is receive-only until said otherwise.
      transceiver.direction = 'sendrecv'
      this.#rooms.set(kind, transceiver)
    }
    await this.#attach()
    return this.#describe(await this.#pc.createAnswer())
  }

  async acceptAnswer(sdp: string): Promise<void> {
    await this.#pc.setRemoteDescription({ type: 'answer', sdp })
  }

  async addCandidate(candidate: PeerCandidate): Promise<void> {
    await this.#pc.addIceCandidate(candidate)
  }

  async send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks.set(kind, track)
    await this.#rooms.get(kind)?.sender.replaceTrack(track)
  }

  async received(): Promise<Received | null> {
    const received: Received = { audio: { packets: 0, bytes: 0 }, video: { packets: 0, bytes: 0 } }
    const report = await this.#pc.getStats()
    report.forEach(
      (entry: { type: string; kind?: MediaKind; packetsReceived?: number; bytesReceived?: number }) => {
        if (entry.type !== 'inbound-rtp' || !entry.kind) return
        received[entry.kind].packets += entry.packetsReceived ?? 0
        received[entry.kind].bytes += entry.bytesReceived ?? 0
      },
    )
    return received
  }

  close(): void {
    this.#pc.onicecandidate = null
    this.#pc.ontrack = null
    this.#pc.onconnectionstatechange = null
    this.#pc.close()
  }

  async #attach(): Promise<void> {
    for (const [kind, track] of this.#tracks) {
      const sender = this.#rooms.get(kind)?.sender
      if (sender && sender.track !== track) await sender.replaceTrack(track)
    }
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<string> {
    await this.#pc.setLocalDescription(description)
    return this.#pc.localDescription?.sdp ?? description.sdp ?? ''
  }
}

function plain(candidate: RTCIceCandidate): PeerCandidate {
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate
  return {
    candidate: candidate.candidate,
    ...(sdpMid != null && { sdpMid }),
    ...(sdpMLineIndex != null && { sdpMLineIndex }),
    ...(usernameFragment != null && { usernameFragment }),
  }
}
