/**
 * A client's microphone, camera and media connections: real WebRTC by werift, which is loaded with the first call. A
 * test can deny the microphone, break the camera, or keep media from arriving.
 */

import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { type MediaProvider, type Peers, type Received, VoipJoinError } from '@callgrant/sdk/person'
import type { Permissions } from '@callgrant/wechat'

/**
 * `denied`: the person did not allow it (2102). `broken`: it is in use or missing (2007). An Error: opening it fails
 * with this error (2000).
 */
export type Equipment = 'works' | 'denied' | 'broken' | Error

type Real = { peers: Peers; media: MediaProvider }

let loading: Promise<Real> | undefined
let loaded: Real | undefined

/** Loaded when a call needs it, because that takes almost half a second. */
async function load(): Promise<Real> {
  loading ??= (async () => {
    const [{ weriftMedia }, werift] = await Promise.all([import('@callgrant/sdk/calling'), import('werift')])
    return weriftMedia(werift)
  })()
  loaded = await loading
  return loaded
}

export class Media {
  /** The microphone. Without it no call can be joined. */
  microphone: Equipment = 'works'
  /** The camera. A video call needs it unless it starts with the camera off. */
  camera: Equipment = 'works'
  /** False: no media arrives, as behind a firewall that blocks UDP; after 30 s the call is ended. */
  passes = true
  readonly #asked = new Set<string>()

  /** What `wx.authorize` and `wx.getSetting` say. */
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
      if (request.audio) requireWorking(this.microphone, 'microphone')
      if (request.video) requireWorking(this.camera, 'camera')
      return (await load()).media.open(request)
    },
  }

  readonly peers: Peers

  /** @param silent true while nothing arrives, since this client, or the one it talks to, has no network */
  constructor(silent: () => boolean) {
    this.peers = {
      connect: (...given) => this.#connect(given, silent),
      stream: (tracks) => ready().peers.stream(tracks),
    }
  }

  /** Loads WebRTC, which a phone has built in. */
  async load(): Promise<void> {
    await load()
  }

  #equipment(scope: 'camera' | 'record'): Equipment {
    return scope === 'camera' ? this.camera : this.microphone
  }

  #connect([iceServers, handlers, options]: Parameters<Peers['connect']>, silent: () => boolean) {
    const blocked = { ...handlers, onCandidate() {}, onState() {} }
    const peer = ready().peers.connect(iceServers, this.passes ? handlers : blocked, options)
    const received = peer.received.bind(peer)
    let last: Received | null = null
    peer.received = async () => {
      if (!silent()) last = await received()
      return last
    }
    return peer
  }
}

/** @throws VoipJoinError 2102, 2007, as the SDK's own provider does; or the Error that the test gave */
function requireWorking(equipment: Equipment, what: 'microphone' | 'camera'): void {
  if (equipment === 'works') return
  if (equipment instanceof Error) throw equipment
  if (equipment === 'denied')
    throw new VoipJoinError(PLUGIN_CODES.NOT_ALLOWED, `No permission for the ${what}.`)
  throw new VoipJoinError(PLUGIN_CODES.MEDIA_DEVICE_FAILED, `The ${what} could not be opened: it is in use.`)
}

/** A call is told to a client only after werift was loaded. */
function ready(): Real {
  if (!loaded) throw new Error('A media connection is asked for before WebRTC was loaded.')
  return loaded
}
