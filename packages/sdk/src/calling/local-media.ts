/** What this side of a call sends: microphone and camera, on and off, front and back (C13). */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { MediaKind, MediaProvider, Peers, RoomType, Sending } from './types.ts'

export interface LocalMediaOptions {
  roomType: RoomType
  /** Whether a video call starts with the camera on. */
  camera: boolean
  media: MediaProvider
  peers: Peers
  /** Puts a track on the wire, or nothing. */
  send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>
  /** Something that a page shows, and that the other side is told, has changed. */
  onChange(): void
}

export class LocalMedia {
  readonly #options: LocalMediaOptions
  readonly #sending: Sending
  #stream: MediaStream | null = null
  #facing: 'user' | 'environment' = 'user'
  #opened: Promise<void> | undefined
  #work: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: LocalMediaOptions) {
    this.#options = options
    this.#sending = { camera: options.roomType === 'video' && options.camera, microphone: true }
  }

  get stream(): MediaStream | null {
    return this.#stream
  }

  get sending(): Sending {
    return { ...this.#sending }
  }

  /** Opens what the call starts with, once however often it is called. @throws what the provider throws */
  open(): Promise<void> {
    this.#opened ??= this.#openFirst()
    return this.#opened
  }

  /** What is to be sent now, by kind; null holds the place of a camera that is off. */
  tracks(): Map<MediaKind, MediaStreamTrack | null> {
    const tracks = new Map<MediaKind, MediaStreamTrack | null>()
    tracks.set('audio', this.#stream?.getAudioTracks()[0] ?? null)
    if (this.#options.roomType === 'video') tracks.set('video', this.#stream?.getVideoTracks()[0] ?? null)
    return tracks
  }

  /** Silence, or sound again; the microphone stays open, so that it is there at once. */
  setMicrophone(on: boolean): void {
    if (this.#closed || this.#sending.microphone === on) return
    this.#sending.microphone = on
    this.#mute()
    this.#options.onChange()
  }

  setCamera(on: boolean): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#options.roomType !== 'video' || this.#sending.camera === on) return
      if (on) await this.#replaceCamera(await this.#openCamera())
      else await this.#replaceCamera(null)
      this.#sending.camera = on
      this.#options.onChange()
    })
  }

  /** The other camera: front for back, back for front. */
  flip(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#sending.camera) return
      this.#facing = this.#facing === 'user' ? 'environment' : 'user'
      // Phones open one camera at a time, so the old one is let go first.
      for (const track of this.#stream?.getVideoTracks() ?? []) track.stop()
      await this.#replaceCamera(await this.#openCamera())
      this.#options.onChange()
    })
  }

  close(): void {
    this.#closed = true
    for (const track of this.#stream?.getTracks() ?? []) track.stop()
    this.#stream = null
  }

  async #openFirst(): Promise<void> {
    const request = { audio: true, video: this.#sending.camera, facing: this.#facing }
    const stream = await this.#options.media.open(request)
    if (this.#closed) {
      for (const track of stream.getTracks()) track.stop()
      return
    }
    this.#stream = stream
    this.#mute()
    this.#options.onChange()
  }

  async #openCamera(): Promise<MediaStreamTrack> {
    const request = { audio: false, video: true, facing: this.#facing }
    const track = (await this.#options.media.open(request)).getVideoTracks()[0]
    if (!track) throw new CallgrantError('internal', { message: 'The media provider gave no picture.' })
    if (!this.#closed) return track
    track.stop()
    throw new CallgrantError('call_over')
  }

  async #replaceCamera(track: MediaStreamTrack | null): Promise<void> {
    this.#stream ??= this.#options.peers.stream([])
    const stream = this.#stream
    await this.#options.send('video', track)
    for (const old of stream.getVideoTracks()) {
      old.stop()
      stream.removeTrack(old)
    }
    if (track) stream.addTrack(track)
  }

  #mute(): void {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = this.#sending.microphone
  }

  /** Taps come quicker than cameras open: one after the other, and none after the end. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#work.then(async () => {
      if (!this.#closed) await work()
    })
    this.#work = turn.catch(() => {}) // told to the one who asked; the next may still go on
    return turn
  }
}
