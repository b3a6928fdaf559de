/**
 * A client's microphone, camera and media connections: real WebRTC, werift's, which is loaded with the first call. A
 * test can forbid the microphone, break the camera, or let no media through.
 */

import type { MediaProvider, PeerHandlers, Peers, Received } from '@callgrant/sdk/person'
import type { Permissions } from '@callgrant/sdk/wx'

/**
 * `denied`: the person did not allow it (2102). `broken`: it is in use or not there (2007). An Error: opening it fails
 * with that (2000).
 */
export type Equipment = 'works' | 'denied' | 'broken' | Error

type Real = { peers: Peers; media: MediaProvider }

let loading: Promise<Real> | undefined
let loaded: Real | undefined

/** werift takes almost half a second to load: only a call needs it. */
async function load(): Promise<Real> {
  loading ??= (async () => {
    const [{ weriftMedia }, werift] = await Promise.all([import('@callgrant/sdk/calling'), import('werift')])
    return weriftMedia(werift)
  })()
  loaded = await loading
  return loaded
}

export class Media {
  /** The microphone; without it there is no call. */
  microphone: Equipment = 'works'
  /** The camera; a video call needs it unless it starts with the camera off. */
  camera: Equipment = 'works'
  /** False: nothing comes through, as behind a firewall that lets no UDP out; after 30 s the call is given up. */
  passes = true
  readonly #asked = new Set<string>()

  /** What `wx.authorize` and `wx.getSetting` tell of it. */
  readonly permissions: Permissions = {
    ask: async (scope) => {
      this.#asked.add(scope)
      return this.#equipment(scope) !== 'denied'
    },
    read: async (scope) => {
      const denied = this.#equipment(scope) === 'denied'
      return denied ? false : this.#asked.has(scope) || undefined
    },
  }

  readonly provider: MediaProvider = {
    open: async (request) => {
      if (request.audio) await require(this.microphone, 'microphone')
      if (request.video) await require(this.camera, 'camera')
      return (await load()).media.open(request)
    },
  }

  readonly peers: Peers

  /** @param silent true while nothing arrives, since this client, or the one it talks to, has no network */
  constructor(silent: () => boolean) {
    this.peers = {
      connect: (iceServers, handlers) => this.#connect(iceServers, handlers, silent),
      stream: (tracks) => ready().peers.stream(tracks),
    }
  }

  #equipment(scope: 'camera' | 'record'): Equipment {
    return scope === 'camera' ? this.camera : this.microphone
  }

  #connect(iceServers: Parameters<Peers['connect']>[0], handlers: PeerHandlers, silent: () => boolean) {
    const blocked = { ...handlers, onCandidate() {}, onState() {} }
    const peer = ready().peers.connect(iceServers, this.passes ? handlers : blocked)
    const received = peer.received.bind(peer)
    let last: Received | null = null
    peer.received = async () => {
      if (!silent()) last = await received()
      return last
    }
    return peer
  }
}

/** As the SDK's own provider says it. */
async function require(equipment: Equipment, what: 'microphone' | 'camera'): Promise<void> {
  if (equipment === 'works') return
  if (equipment instanceof Error) throw equipment
  const { VoipJoinError } = await import('@callgrant/sdk/person')
  if (equipment === 'denied') throw new VoipJoinError(2102, `No permission for the ${what}.`)
  throw new VoipJoinError(2007, `The ${what} could not be opened: it is in use.`)
}

/** Media is opened before anything is connected, and that loads it. */
function ready(): Real {
  if (!loaded) throw new Error('A media connection is asked for before any media was opened.')
  return loaded
}
