/**
 * Calls in Node with werift, which is passed in, so that the SDK does not depend on it. werift sends encoded packets;
 * here a one-second sample in Opus and VP8, repeated.
 */

import { browserPeers, type RtcClasses } from './peer.ts'
import type { MediaKind, MediaProvider, PeerState, Peers } from './types.ts'
import { vp8Payloads } from './vp8.ts'

type Werift = typeof import('werift')
type Track = InstanceType<Werift['MediaStreamTrack']>

/** One audio packet, or one video frame in its packets. */
interface Frame {
  payloads: Uint8Array[]
  /** Whether the last packet has the RTP marker. */
  marker: boolean
}

/** Frames that are repeated without end. */
interface Sample {
  frames: Frame[]
  everyMs: number
  /** RTP clock ticks of one frame. */
  ticks: number
}

/** Loaded when a track is opened, so that a browser, which never opens one here, does not download it. */
async function loadSamples(): Promise<Record<MediaKind, Sample>> {
  const { SAMPLE_FRAMES_PER_SECOND, sampleAudio, sampleVideo } = await import('./sample.ts')
  return {
    audio: {
      frames: sampleAudio().map((packet) => ({ payloads: [packet], marker: false })),
      everyMs: 20,
      ticks: 960,
    },
    video: {
      frames: sampleVideo().map((picture) => ({ payloads: vp8Payloads(picture), marker: true })),
      everyMs: 1000 / SAMPLE_FRAMES_PER_SECOND,
      ticks: 90_000 / SAMPLE_FRAMES_PER_SECOND,
    },
  }
}

const STUN_WAIT_SECONDS = 1
/**
 * The longest time that a TURN server delays the offer, in milliseconds. werift asks one that refuses, or is away, for 13 s,
 * and an answer takes as long again.
 */
const TURN_WAIT_MS = 2_000

/**
 * @param werift the module: `import * as werift from 'werift'`
 * @returns `peers` and `media` for `createPerson` and `createDevice`
 * @example const device = createDevice({ server, appid, modelId, sn, key, ...weriftMedia(werift) })
 */
export function weriftMedia(werift: Werift): { peers: Peers; media: MediaProvider } {
  const { useOPUS, useVP8, useH264 } = werift
  class Connection extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<Werift['RTCPeerConnection']>[0]) {
      // One transport for both kinds: werift would make a second one and never close it.
      super({
        ...config,
        bundlePolicy: 'max-bundle',
        // The longest time that a STUN server without an answer delays the offer.
        iceStunGatherTimeout: STUN_WAIT_SECONDS,
        codecs: { audio: [useOPUS()], video: [useVP8(), useH264()] },
      })
      this.onTransceiverAdded.subscribe(({ sender }) => {
        // The other side cannot decode what it has.
        sender.onPictureLossIndication.subscribe(() => {
          if (sender.track) restarts.get(sender.track)?.()
        })
      })
      this.signalingStateChange.subscribe(() => {
        // Before candidates are gathered. werift takes a change of its configuration only for a gathering that is still to
        // begin, and that of a restart begins now: with new credentials, and beyond the relay once that is allowed.
        this.setConfiguration({ iceServers: this.getConfiguration().iceServers ?? [] })
        this.#useConfiguredServersOnly()
        for (const { connection } of this.iceTransports) boundGathering(connection)
        // After the descriptions are applied.
        setTimeout(() => this.#resumeIce())
      })
    }

    /**
     * Without a STUN server in its configuration, werift asks a public one, which an operator did not choose. The TURN
     * server is asked instead, as browsers do.
     */
    #useConfiguredServersOnly(): void {
      for (const { connection } of this.iceTransports) {
        const { stunServer, turnServer, turnTransport } = connection.options
        if (stunServer) continue
        if (turnServer && turnTransport !== 'tls') connection.stunServer = turnServer
        else delete connection.stunServer
      }
    }

    /** werift 0.25 starts no checks after an ICE restart once DTLS is up, so they are started here (C15). */
    #resumeIce(): void {
      if (this.signalingState !== 'stable') return
      for (const { state, iceTransport } of this.dtlsTransports) {
        const idle = iceTransport.state !== 'checking' && !iceTransport.connection.nominated
        if (state !== 'connected' || !idle) continue
        // A failure is reported as the state `failed`.
        iceTransport.start().catch(() => {})
      }
    }
  }
  // werift follows the W3C interfaces where `browserPeers` uses them; its types are its own.
  const classes = { RTCPeerConnection: Connection, MediaStream: werift.MediaStream } as unknown as RtcClasses
  return {
    peers: withKeyFrames(browserPeers(classes)),
    media: {
      async open({ audio, video }) {
        const samples = await loadSamples()
        const tracks: Track[] = []
        if (audio) tracks.push(track(werift, 'audio', samples.audio))
        if (video) tracks.push(track(werift, 'video', samples.video))
        return new werift.MediaStream(tracks) as unknown as MediaStream
      },
    },
  }
}

/** Goes on with what was found in time; what comes later is of no use. */
function boundGathering(connection: InstanceType<Werift['RTCIceTransport']>['connection']): void {
  if (bounded.has(connection)) return
  bounded.add(connection)
  const gather = connection.gatherCandidates.bind(connection)
  connection.gatherCandidates = async () => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, TURN_WAIT_MS)
    })
    await Promise.race([gather(), late])
    clearTimeout(timer)
  }
}
const bounded = new WeakSet<object>()

/** Starts the sample of a track anew, with its key frame. */
const restarts = new WeakMap<object, () => void>()

/** A picture begins with a key frame for whoever begins to see it: when it is connected, or sent from now on. */
function withKeyFrames(peers: Peers): Peers {
  return {
    missing: () => peers.missing?.(),
    stream: (tracks) => peers.stream(tracks),
    connect(iceServers, handlers, options) {
      let picture: MediaStreamTrack | null = null
      const restart = () => picture && restarts.get(picture)?.()
      const onState = (state: PeerState) => {
        if (state === 'connected') restart()
        handlers.onState(state)
      }
      const peer = peers.connect(iceServers, { ...handlers, onState }, options)
      const send = peer.send.bind(peer)
      peer.send = async (kind, track) => {
        await send(kind, track)
        if (kind !== 'video' || picture === track) return
        picture = track
        restart()
      }
      return peer
    },
  }
}

/** A track that sends its sample until it is stopped, and nothing while it is not enabled. */
function track(werift: Werift, kind: MediaKind, { frames, everyMs, ticks }: Sample): Track {
  const made = new werift.MediaStreamTrack({ kind })
  const began = performance.now()
  let sequenceNumber = 0
  let played = 0
  /** Where the sample began last. */
  let first = 0
  const timer = setInterval(() => {
    if (made.stopped) clearInterval(timer)
    // Timers may fire late: send every frame that is due.
    for (; !made.stopped && played * everyMs <= performance.now() - began; played++) {
      const frame = frames[(played - first) % frames.length]
      if (!frame || !made.enabled) continue
      frame.payloads.forEach((payload, index) => {
        const marker = frame.marker && index === frame.payloads.length - 1
        const header = new werift.RtpHeader({
          sequenceNumber: sequenceNumber++ & 0xffff,
          timestamp: (played * ticks) >>> 0,
          marker,
          payloadType: 96,
        })
        made.writeRtp(new werift.RtpPacket(header, Buffer.from(payload)))
      })
    }
  }, everyMs)
  restarts.set(made, () => {
    first = played
  })
  return made
}
