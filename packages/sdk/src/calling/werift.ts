/**
 * Calls in Node over werift, which is passed in, so that the SDK does not depend on it. Encoded packets are passed
 * through: here a small shipped sample, Opus and VP8, over and over.
 */

import { browserPeers, type RtcClasses } from './peer.ts'
import type { MediaKind, MediaProvider, Peers } from './types.ts'
import { vp8Payloads } from './vp8.ts'

type Werift = typeof import('werift')
type Track = InstanceType<Werift['MediaStreamTrack']>

/** What a source sends in one go: payloads of one instant, the last of them marked. */
interface Beat {
  payloads: Uint8Array[]
  marker: boolean
}

/** Beats over and over, at their own pace. */
interface Loop {
  beats: Beat[]
  everyMs: number
  /** RTP clock ticks of one beat. */
  ticks: number
}

/** The sample, loaded when a track is opened: a browser, which never opens one here, does not download it. */
async function loops(): Promise<Record<MediaKind, Loop>> {
  const { SAMPLE_FRAMES_PER_SECOND, sampleAudio, sampleVideo } = await import('./sample.ts')
  return {
    audio: {
      beats: sampleAudio().map((packet) => ({ payloads: [packet], marker: false })),
      everyMs: 20,
      ticks: 960,
    },
    video: {
      beats: sampleVideo().map((frame) => ({ payloads: vp8Payloads(frame), marker: true })),
      everyMs: 1000 / SAMPLE_FRAMES_PER_SECOND,
      ticks: 90_000 / SAMPLE_FRAMES_PER_SECOND,
    },
  }
}

const STUN_WAIT_SECONDS = 1

/**
 * @param werift the module: `import * as werift from 'werift'`
 * @returns `peers` and `media` for `createPerson` and `createDevice`
 * @example const device = createDevice({ server, appid, modelId, sn, key, ...weriftMedia(werift) })
 */
export function weriftMedia(werift: Werift): { peers: Peers; media: MediaProvider } {
  const { useOPUS, useVP8, useH264 } = werift
  class Connection extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<Werift['RTCPeerConnection']>[0]) {
      // One transport for both kinds: the second that werift would make beside it is never closed.
      super({
        ...config,
        bundlePolicy: 'max-bundle',
        // A silent STUN server holds up the offer no longer than this.
        iceStunGatherTimeout: STUN_WAIT_SECONDS,
        codecs: { audio: [useOPUS()], video: [useVP8(), useH264()] },
      })
      this.signalingStateChange.subscribe(() => {
        // Before candidates are gathered …
        this.#askOnlyNamed()
        // … and after the descriptions are in force.
        setTimeout(() => this.#resumeIce())
      })
    }

    /**
     * Where no STUN server is named, werift would ask a public one; whom to ask is for the server's settings to say.
     * The TURN server is asked instead, as browsers do.
     */
    #askOnlyNamed(): void {
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
        // A failure shows as the state `failed`, which the call hears of.
        iceTransport.start().catch(() => {})
      }
    }
  }
  // werift follows the W3C interfaces where `browserPeers` uses them; its types are its own.
  const classes = { RTCPeerConnection: Connection, MediaStream: werift.MediaStream } as unknown as RtcClasses
  return {
    peers: browserPeers(classes),
    media: {
      async open({ audio, video }) {
        const sample = await loops()
        const tracks: Track[] = []
        if (audio) tracks.push(track(werift, 'audio', sample.audio))
        if (video) tracks.push(track(werift, 'video', sample.video))
        return new werift.MediaStream(tracks) as unknown as MediaStream
      },
    },
  }
}

/** A track that plays its sample until it is stopped, and keeps silent while it is not enabled. */
function track(werift: Werift, kind: MediaKind, { beats, everyMs, ticks }: Loop): Track {
  const made = new werift.MediaStreamTrack({ kind })
  const began = performance.now()
  let sequenceNumber = 0
  let played = 0
  const timer = setInterval(() => {
    if (made.stopped) clearInterval(timer)
    // Timers are late now and then: play what is due, so that a second stays a second.
    for (; !made.stopped && played * everyMs <= performance.now() - began; played++) {
      const beat = beats[played % beats.length]
      if (!beat || !made.enabled) continue
      beat.payloads.forEach((payload, index) => {
        const marker = beat.marker && index === beat.payloads.length - 1
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
  return made
}
