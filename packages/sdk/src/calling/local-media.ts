/**
 * What this side of a call sends: microphone and camera, on and off, front and back (C13), and what becomes of them while
 * it lasts: refused, unplugged, taken by another app, given back. No track is open once the call is over.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { VoipError } from './errors.ts'
import type {
  MediaKind,
  MediaProvider,
  MediaRequest,
  Peers,
  RoomType,
  Sending,
  Trouble,
  Troubles,
} from './types.ts'

export interface LocalMediaOptions {
  roomType: RoomType
  /** Whether a video call starts with the camera on. */
  camera: boolean
  media: MediaProvider
  /** `end`: `open` throws when the microphone or the camera is refused or fails. Default: it goes on with what there is. */
  refused?: 'listen' | 'end' | undefined
  peers: Peers
  /** Sends this track from now on, or nothing. */
  send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>
  /** The streams, or what is sent, have changed. */
  onChange(): void
}

type Device = keyof Sending
const DEVICES: Readonly<Record<MediaKind, Device>> = { audio: 'microphone', video: 'camera' }
const KINDS = Object.keys(DEVICES) as MediaKind[]
/** How often a track that ends by itself is replaced, until the person or the devices change something. */
const RECOVERIES_MAX = 3

export class LocalMedia {
  readonly #options: LocalMediaOptions
  /** What the person wants to send. */
  readonly #wanted: Sending
  /** Why that is not sent. */
  #trouble: Troubles = { camera: null, microphone: null }
  readonly #recoveries: Record<Device, number> = { camera: 0, microphone: 0 }
  #stream: MediaStream | null = null
  #facing: MediaRequest['facing'] = 'user'
  #opened: Promise<void> | undefined
  /** Aborted by a release: what was being opened before it is closed when it is there. */
  #abort = new AbortController()
  #unwatch: (() => void) | undefined
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: LocalMediaOptions) {
    this.#options = options
    this.#wanted = { camera: options.roomType === 'video' && options.camera, microphone: true }
  }

  get stream(): MediaStream | null {
    return this.#stream
  }

  get sending(): Sending {
    const { camera, microphone } = this.#wanted
    return {
      camera: camera && this.#trouble.camera === null,
      microphone: microphone && this.#trouble.microphone === null,
    }
  }

  /** Of what the person wants to send. */
  get trouble(): Troubles {
    const { camera, microphone } = this.#trouble
    return {
      camera: this.#wanted.camera ? camera : null,
      microphone: this.#wanted.microphone ? microphone : null,
    }
  }

  /** Opens what the call starts with; further calls return the same promise. @throws what the provider throws */
  open(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#opened ??= this.#openInitial()
    return this.#opened
  }

  /** The tracks to send now, by kind; null: a camera that is off, or one that could not be opened. */
  tracks(): Map<MediaKind, MediaStreamTrack | null> {
    const kinds = this.#options.roomType === 'video' ? KINDS : KINDS.slice(0, 1)
    return new Map(kinds.map((kind) => [kind, this.#tracks(kind)[0] ?? null]))
  }

  /**
   * Mutes or unmutes. The microphone stays open, so that unmuting takes effect at once; one that could not be opened, or
   * is gone, is opened again. @throws what the provider throws
   */
  async setMicrophone(on: boolean): Promise<void> {
    if (this.#closed) return
    if (this.#wanted.microphone !== on) {
      this.#wanted.microphone = on
      this.#mute()
      this.#options.onChange()
    }
    if (on && this.#trouble.microphone) await this.#enqueue(() => this.#retry('audio'))
  }

  /** Opens or closes the camera; before `open` it is only noted. @throws what the provider throws */
  setCamera(on: boolean): Promise<void> {
    return this.#enqueue(async () => {
      const settled = this.#wanted.camera === on && !(on && this.#trouble.camera)
      if (this.#options.roomType !== 'video' || settled) return
      if (!this.#opened) {
        // Nothing is captured before the answer.
      } else if (on && this.#wanted.camera) await this.#retry('video')
      else if (on) await this.#exchange('video')
      else await this.#replace('video', null, this.#abort.signal)
      this.#wanted.camera = on
      this.#note('camera', null)
    })
  }

  /** Changes between the front and the back camera. */
  flip(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.sending.camera) return
      this.#turn()
      if (!this.#opened) return
      // Phones open one camera at a time, so the old one is stopped first.
      stop(this.#tracks('video'))
      try {
        await this.#exchange('video')
      } catch (error) {
        this.#turn()
        // Its own failure is kept as trouble; what the person is told is that there is no other camera.
        await this.#reopen('video', {}).catch(() => {})
        throw error
      }
      this.#options.onChange()
    })
  }

  /** Closes what is open, or is being opened, as if it never was. */
  release(): void {
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#opened = undefined
    this.#unwatch?.()
    this.#unwatch = undefined
    stop(this.#stream?.getTracks() ?? [])
    this.#stream = null
    this.#trouble = { camera: null, microphone: null }
  }

  close(): void {
    this.#closed = true
    this.release()
  }

  async #openInitial(): Promise<void> {
    const { signal } = this.#abort
    const kinds: MediaKind[] = this.#wanted.camera ? ['audio', 'video'] : ['audio']
    let tracks: MediaStreamTrack[] = []
    try {
      tracks = await this.#openSome(kinds, signal)
    } catch (error) {
      if (signal.aborted) return
      throw error
    }
    if (signal.aborted) return stop(tracks)
    this.#stream = this.#options.peers.stream(tracks)
    for (const track of tracks) this.#follow(track)
    this.#mute()
    this.#unwatch = this.#options.media.watch?.((change) => this.#devicesChanged(change))
    this.#options.onChange()
  }

  /** What of these can be opened; why the rest cannot is noted. */
  async #openSome(kinds: MediaKind[], signal: AbortSignal): Promise<MediaStreamTrack[]> {
    if (this.#options.refused === 'end') return this.#capture(kinds, signal)
    const failed = (kind: MediaKind, error: unknown) => {
      if (!signal.aborted) this.#noteError(kind, error)
    }
    try {
      return await this.#capture(kinds, signal, { failed })
    } catch (error) {
      if (signal.aborted || !isRefusal(error)) throw error
      if (kinds.length === 1) {
        for (const kind of kinds) failed(kind, error)
        return []
      }
    }
    // This provider opens all or nothing.
    const sound = await this.#openSome(['audio'], signal)
    try {
      return sound.concat(await this.#openSome(['video'], signal))
    } catch (error) {
      stop(sound)
      throw error
    }
  }

  /** @throws CallgrantError `call_over` when all was released meanwhile */
  async #capture(kinds: MediaKind[], signal: AbortSignal, more: Partial<MediaRequest> = {}) {
    if (signal.aborted) throw new CallgrantError('call_over')
    const [audio, video] = [kinds.includes('audio'), kinds.includes('video')]
    const opened = await this.#options.media.open({ audio, video, facing: this.#facing, signal, ...more })
    const tracks = opened.getTracks()
    if (!signal.aborted) return tracks
    stop(tracks)
    throw new CallgrantError('call_over')
  }

  /** Opens one, and sends it in the place of the one before. */
  async #exchange(kind: MediaKind, more: Partial<MediaRequest> = {}): Promise<void> {
    const { signal } = this.#abort
    const track = (await this.#capture([kind], signal, more)).find((track) => track.kind === kind)
    if (!track) throw new CallgrantError('internal', { message: `The media provider gave no ${kind}.` })
    await this.#replace(kind, track, signal)
  }

  /** Sends this track in the place of the one before, which is stopped. A track that cannot be sent is stopped too. */
  async #replace(kind: MediaKind, track: MediaStreamTrack | null, signal: AbortSignal): Promise<void> {
    try {
      if (!signal.aborted) await this.#options.send(kind, track)
      if (signal.aborted) throw new CallgrantError('call_over')
    } catch (error) {
      track?.stop()
      throw error
    }
    this.#stream ??= this.#options.peers.stream([])
    const before = this.#tracks(kind)
    stop(before)
    for (const old of before) this.#stream.removeTrack(old)
    if (!track) return
    this.#stream.addTrack(track)
    this.#mute()
    this.#follow(track)
  }

  /** The person asks for what is in trouble. */
  async #retry(kind: MediaKind): Promise<void> {
    this.#recoveries[DEVICES[kind]] = 0
    // A generated one would not be what they ask for.
    await this.#reopen(kind, { substitute: false })
  }

  async #reopen(kind: MediaKind, more: Partial<MediaRequest>): Promise<void> {
    if (!this.#opened) return
    const { signal } = this.#abort
    try {
      await this.#exchange(kind, more)
    } catch (error) {
      if (!signal.aborted) this.#noteError(kind, error)
      throw error
    }
    this.#note(DEVICES[kind], null)
  }

  /** Notices what the system does with a track. Its own `stop` fires none of these. */
  #follow(track: MediaStreamTrack): void {
    describe(track)
    const kind = track.kind as MediaKind
    const device = DEVICES[kind]
    const on = (type: 'ended' | 'mute' | 'unmute', work: () => void) =>
      // Not all libraries' tracks have events.
      track.addEventListener?.(type, () => this.#tracks(kind).includes(track) && work())
    on('mute', () => this.#note(device, this.#trouble[device] ?? 'held'))
    on('unmute', () => this.#trouble[device] === 'held' && this.#note(device, null))
    on('ended', () => {
      this.#note(device, 'failed')
      if (this.#recoveries[device]++ < RECOVERIES_MAX) this.#recover(kind)
    })
  }

  #devicesChanged({ microphone }: { microphone: boolean }): void {
    for (const kind of KINDS) {
      this.#recoveries[DEVICES[kind]] = 0
      this.#recover(kind)
    }
    // The system's microphone is another one now, such as that of a headset.
    const usesDefault = this.#tracks('audio')[0]?.getSettings?.().deviceId === 'default'
    if (microphone && usesDefault && this.#trouble.microphone === null) this.#reopenUnasked('audio')
  }

  /** Opens again what is in trouble, without asking the person. */
  #recover(kind: MediaKind): void {
    const trouble = this.trouble[DEVICES[kind]]
    // What is held comes back by itself.
    if (trouble !== null && trouble !== 'held') this.#reopenUnasked(kind)
  }

  #reopenUnasked(kind: MediaKind): void {
    const device = DEVICES[kind]
    const before = this.#trouble[device]
    const work = async () => {
      const settled = this.#trouble[device] !== before || !this.#wanted[device]
      if (!settled) await this.#reopen(kind, { substitute: false, unasked: true })
    }
    // Why it failed is noted as trouble, which is what a person sees.
    this.#enqueue(work).catch(() => {})
  }

  #noteError(kind: MediaKind, error: unknown): void {
    const denied = error instanceof VoipError && error.errCode === PLUGIN_CODES.NOT_ALLOWED
    const ended = this.#tracks(kind).every(({ readyState }) => readyState === 'ended')
    // The old track goes on where no other could take its place.
    if (ended) this.#note(DEVICES[kind], denied ? 'denied' : 'failed')
  }

  #note(device: Device, trouble: Trouble | null): void {
    this.#trouble = { ...this.#trouble, [device]: trouble }
    this.#options.onChange()
  }

  #tracks(kind: MediaKind): MediaStreamTrack[] {
    return this.#stream?.getTracks().filter((track) => track.kind === kind) ?? []
  }

  #turn(): void {
    this.#facing = this.#facing === 'user' ? 'environment' : 'user'
  }

  #mute(): void {
    for (const track of this.#tracks('audio')) track.enabled = this.#wanted.microphone
  }

  /** Runs one change after the other, because people tap faster than cameras open; none after `close`. */
  #enqueue(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(async () => {
      // One that fails is reported by whoever opened it.
      await this.#opened?.catch(() => {})
      if (!this.#closed) await work()
    })
    this.#queue = turn.catch(() => {}) // the caller gets the rejection; the next change runs all the same
    return turn
  }
}

function stop(tracks: MediaStreamTrack[]): void {
  for (const track of tracks) track.stop()
}

/** The device, or the person, said no: 2102, 2007. Any other error is a fault of the provider. */
function isRefusal(error: unknown): boolean {
  const codes: number[] = [PLUGIN_CODES.NOT_ALLOWED, PLUGIN_CODES.MEDIA_DEVICE_FAILED]
  return error instanceof VoipError && codes.includes(error.errCode)
}

/** Says to the encoder what it is that it encodes, where it can be told. */
function describe(track: MediaStreamTrack): void {
  if ('contentHint' in track) track.contentHint = track.kind === 'audio' ? 'speech' : 'motion'
}
