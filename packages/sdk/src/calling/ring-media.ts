/**
 * Microphone and camera of a device that rings several people: opened once, and each of the calls has copies of the tracks,
 * which it stops as its own. What was opened is closed when the ring is over and the last copy is stopped: of many a
 * provider's track the source goes with the track that it gave. Where tracks cannot be copied, which is everywhere but in a
 * browser, each call opens its own.
 */

import type { MediaKind, MediaProvider, MediaRequest, Peers } from './types.ts'

interface Opened {
  tracks: Promise<Shared[]>
  failed: [kind: MediaKind, error: unknown][]
}

/** A track with those of its copies that are not stopped. */
interface Shared {
  track: MediaStreamTrack
  copies: Set<MediaStreamTrack>
}

export class RingMedia implements MediaProvider {
  readonly #media: MediaProvider
  readonly #peers: Pick<Peers, 'stream'>
  readonly #opened = new Map<string, Opened>()
  #over = false

  constructor(media: MediaProvider, peers: Pick<Peers, 'stream'>) {
    this.#media = media
    this.#peers = peers
  }

  async open(request: MediaRequest): Promise<MediaStream> {
    const { audio, video, facing, signal: _, failed, ...special } = request
    // What a person asks for in the call that was answered is that call's alone.
    const isShared = typeof MediaStreamTrack !== 'undefined' && Object.keys(special).length === 0
    if (!isShared || this.#over) return this.#media.open(request)
    const key = `${audio} ${video} ${facing} ${failed !== undefined}`
    const opened = this.#opened.get(key) ?? this.#openOnce(request)
    this.#opened.set(key, opened)
    const tracks = await opened.tracks
    for (const [kind, error] of opened.failed) failed?.(kind, error)
    return this.#peers.stream(tracks.map((shared) => this.#copy(shared)))
  }

  watch(changed: (change: { microphone: boolean }) => void): () => void {
    return this.#media.watch?.(changed) ?? (() => {})
  }

  /** The ring is over: who has copies keeps them. */
  close(): void {
    if (this.#over) return
    this.#over = true
    for (const { tracks } of this.#opened.values()) {
      // That it could not be opened was told to each call. Who waits for it has copies then.
      tracks.then(
        (opened) => opened.forEach(closeUnused),
        () => {},
      )
    }
  }

  #copy(shared: Shared): MediaStreamTrack {
    const copy = shared.track.clone()
    const stop = copy.stop.bind(copy)
    copy.stop = () => {
      stop()
      shared.copies.delete(copy)
      if (this.#over) closeUnused(shared)
    }
    shared.copies.add(copy)
    return copy
  }

  #openOnce({ signal: _, failed, ...request }: MediaRequest): Opened {
    const failures: Opened['failed'] = []
    const stream = this.#media.open({
      ...request,
      ...(failed && { failed: (kind, error) => void failures.push([kind, error]) }),
    })
    const tracks = stream.then((opened) =>
      opened.getTracks().map((track) => ({ track, copies: new Set<MediaStreamTrack>() })),
    )
    return { tracks, failed: failures }
  }
}

function closeUnused({ track, copies }: Shared): void {
  if (copies.size === 0) track.stop()
}
