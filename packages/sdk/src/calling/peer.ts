/** A media connection over the W3C `RTCPeerConnection`: the browser's own, or werift's in Node. */

import type { IceServer } from '@callgrant/protocol'
import { webRtcMissing } from './errors.ts'
import { peerStats } from './peer-stats.ts'
import { askForWholePicture, limitPicture, sizePicture } from './picture.ts'
import { PictureLadder } from './picture-ladder.ts'
import type {
  MediaKind,
  Peer,
  PeerCandidate,
  PeerHandlers,
  PeerState,
  PeerStats,
  Peers,
  PictureSettings,
  Received,
} from './types.ts'

/** The two W3C classes, so that another implementation can be passed in. */
export interface RtcClasses {
  RTCPeerConnection: typeof RTCPeerConnection
  MediaStream: typeof MediaStream
}

/**
 * Peers over `RTCPeerConnection`.
 * @param classes default: the browser's
 * @param picture how much the picture may take, and what gives way first
 */
export function browserPeers(classes: Partial<RtcClasses> = {}, picture: PictureSettings = {}): Peers {
  return {
    missing: () =>
      classes.RTCPeerConnection || typeof RTCPeerConnection !== 'undefined' ? undefined : webRtcMissing(),
    connect: (iceServers, handlers, { relayOnly = false } = {}) => {
      const config = {
        iceServers: iceServers as IceServer[],
        ...(relayOnly && { iceTransportPolicy: 'relay' as const }),
      }
      return new RtcPeer(new (classes.RTCPeerConnection ?? RTCPeerConnection)(config), handlers, picture)
    },
    stream: (tracks) => new (classes.MediaStream ?? MediaStream)(tracks),
  }
}

/** How long after a whole picture on a new way others are sent, in milliseconds: an encoder that was paused leaves out the first. */
const WHOLE_AGAIN_MS = [350, 1_000]

class RtcPeer implements Peer {
  readonly #pc: RTCPeerConnection
  readonly #picture: PictureSettings
  /** Null: the browser alone decides how large the picture is. */
  readonly #ladder: PictureLadder | null
  readonly #transceivers = new Map<MediaKind, RTCRtpTransceiver>()
  readonly #tracks = new Map<MediaKind, MediaStreamTrack | null>()
  #again: ReturnType<typeof setTimeout>[] = []

  constructor(pc: RTCPeerConnection, handlers: PeerHandlers, picture: PictureSettings) {
    this.#pc = pc
    this.#picture = picture
    this.#ladder = picture.ladder?.length === 0 ? null : new PictureLadder(picture.ladder)
    pc.onicecandidate = ({ candidate }) => {
      // An empty candidate marks the end of the candidates.
      if (candidate?.candidate) handlers.onCandidate(plain(candidate))
    }
    pc.ontrack = ({ track }) => handlers.onTrack(track)
    pc.onconnectionstatechange = () => {
      const state = pc.connectionState as PeerState
      if (state === 'connected') this.#pathChanged()
      handlers.onState(state)
    }
  }

  prepare(kinds: MediaKind[]): void {
    for (const kind of kinds) {
      const transceiver = this.#pc.addTransceiver(kind, { direction: 'sendrecv' })
      preferRedundantSpeech(transceiver, kind)
      this.#transceivers.set(kind, transceiver)
    }
  }

  async offer(restart: boolean): Promise<string> {
    await this.#attach()
    // Before the first answer there is nothing to restart: this offer is the same, with the candidates found so far.
    const iceRestart = restart && this.#pc.remoteDescription !== null
    return this.#describe(await this.#pc.createOffer({ iceRestart }))
  }

  async answer(sdp: string): Promise<string> {
    await this.#pc.setRemoteDescription({ type: 'offer', sdp })
    for (const transceiver of this.#pc.getTransceivers()) {
      const kind = transceiver.receiver.track.kind as MediaKind
      if (this.#transceivers.has(kind)) continue
      // A transceiver that an offer creates is `recvonly` by default.
      transceiver.direction = 'sendrecv'
      preferRedundantSpeech(transceiver, kind)
      this.#transceivers.set(kind, transceiver)
    }
    await this.#attach()
    const answer = await this.#describe(await this.#pc.createAnswer())
    await this.#readyPicture()
    await this.#sendWholePicture()
    return answer
  }

  async acceptAnswer(sdp: string): Promise<void> {
    await this.#pc.setRemoteDescription({ type: 'answer', sdp })
    await this.#readyPicture()
    await this.#sendWholePicture()
  }

  setIceServers(iceServers: IceServer[]): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers })
  }

  async addCandidate(candidate: PeerCandidate): Promise<void> {
    await this.#pc.addIceCandidate(candidate)
  }

  async send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks.set(kind, track)
    const sender = this.#transceivers.get(kind)?.sender
    if (sender && sender.track !== track) await this.#replace(sender, kind, track)
  }

  allowAllCandidates(): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceTransportPolicy: 'all' })
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

  async stats(): Promise<PeerStats> {
    const stats = peerStats(await this.#pc.getStats())
    await this.#fitPicture(stats.availableBitrate)
    return stats
  }

  close(): void {
    for (const timer of this.#again) clearTimeout(timer)
    this.#pc.onicecandidate = null
    this.#pc.ontrack = null
    this.#pc.onconnectionstatechange = null
    this.#pc.close()
  }

  /** Sends a smaller or larger picture when the network takes less or more than before. */
  async #fitPicture(available: number | null): Promise<void> {
    const before = this.#ladder?.rung
    const rung = this.#ladder?.take(available, performance.now())
    const sender = this.#transceivers.get('video')?.sender
    if (rung && rung !== before && sender?.track) await this.#unlessClosed(sizePicture(sender, rung))
  }

  /** Closing a connection stops its senders, and what they were asked for fails. */
  async #unlessClosed(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      if (this.#pc.signalingState !== 'closed') throw error
    }
  }

  /** Connected again, or by another way. */
  #pathChanged(): void {
    this.#picturesAgain()
    // Absent in werift and in Firefox.
    for (const { transport } of this.#pc.getSenders()) {
      const { iceTransport } = transport ?? {}
      if (iceTransport) iceTransport.onselectedcandidatepairchange = () => this.#picturesAgain()
    }
  }

  /** The first whole picture may be lost, when the way is not open yet or carries little at first. */
  #picturesAgain(): void {
    for (const timer of this.#again) clearTimeout(timer)
    void this.#sendWholePicture()
    this.#again = WHOLE_AGAIN_MS.map((ms) => setTimeout(() => void this.#sendWholePicture(), ms))
  }

  /** What was sent while the way was broken is lost: the other side shows no picture before it has a whole one. */
  async #sendWholePicture(): Promise<void> {
    const sender = this.#transceivers.get('video')?.sender
    // A first connection begins with a whole picture.
    if (!sender?.track || /^(new|connecting|closed)$/.test(this.#pc.connectionState)) return
    await this.#unlessClosed(askForWholePicture(sender))
  }

  async #attach(): Promise<void> {
    for (const [kind, track] of this.#tracks) {
      const sender = this.#transceivers.get(kind)?.sender
      if (sender && sender.track !== track) await this.#replace(sender, kind, track)
    }
  }

  async #replace(sender: RTCRtpSender, kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    await sender.replaceTrack(track)
    if (kind !== 'video' || !track) return
    await limitPicture(sender, this.#picture)
    if (this.#ladder) await sizePicture(sender, this.#ladder.rung)
  }

  /** While it rings, so that the encoder of a picture that is sent from the answer on starts as it is to go on. */
  async #readyPicture(): Promise<void> {
    const sender = this.#transceivers.get('video')?.sender
    if (sender && !sender.track) await this.#unlessClosed(limitPicture(sender, this.#picture))
  }

  async #describe(description: RTCSessionDescriptionInit): Promise<string> {
    await this.#pc.setLocalDescription(description)
    return this.#pc.localDescription?.sdp ?? description.sdp ?? ''
  }
}

/**
 * Speech is sent twice, each packet with the one before (RFC 2198), where both sides can: of 20 % lost packets, 2 to 5 % of
 * the sound is then made up, and 10 to 14 % without (`npm run networks`), for 24 kbit/s. Not on a link that says that it is thin.
 */
function preferRedundantSpeech(transceiver: RTCRtpTransceiver, kind: MediaKind): void {
  // Not of werift, which speaks Opus alone.
  if (kind !== 'audio' || typeof RTCRtpReceiver === 'undefined' || !transceiver.setCodecPreferences) return
  const { connection } = navigator as { connection?: { effectiveType?: string; saveData?: boolean } }
  if (connection?.saveData || /2g$/.test(connection?.effectiveType ?? '')) return
  const codecs = RTCRtpReceiver.getCapabilities?.('audio')?.codecs ?? []
  const red = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === 'audio/red')
  const rest = codecs.filter((codec) => !red.includes(codec))
  if (red.length > 0) transceiver.setCodecPreferences([...red, ...rest])
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
