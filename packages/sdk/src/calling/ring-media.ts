/**
 * Microphone and camera of a device that rings several people: opened once, and each of the calls has copies of the tracks,
 * which it may stop. Where tracks cannot be copied, which is everywhere but in a browser, each call opens its own.
 */

import type { MediaKind, MediaProvider, MediaRequest, Peers } from './types.ts'

interface Opened {
  stream: Promise<MediaStream>
  failed: [kind: MediaKind, error: unknown][]
}

export class RingMedia implements MediaProvider {
  readonly #media: MediaProvider
  readonly #peers: Pick<Peers, 'stream'>
  readonly #abort = new AbortController()
  readonly #opened = new Map<string, Opened>()

  constructor(media: MediaProvider, peers: Pick<Peers, 'stream'>) {
    this.#media = media
    this.#peers = peers
  }

  async open(request: MediaRequest): Promise<MediaStream> {
    const { audio, video, facing, signal: _, failed, ...special } = request
    // What a person asks for in the call that was answered is that call's alone.
    const isShared = typeof MediaStreamTrack !== 'undefined' && Object.keys(special).length === 0
    if (!isShared || this.#abort.signal.aborted) return this.#media.open(request)
    const key = `${audio} ${video} ${facing} ${failed !== undefined}`
    const opened = this.#opened.get(key) ?? this.#openOnce(request)
    this.#opened.set(key, opened)
    const stream = await opened.stream
    for (const [kind, error] of opened.failed) failed?.(kind, error)
    return this.#peers.stream(stream.getTracks().map((track) => track.clone()))
  }

  watch(changed: (change: { microphone: boolean }) => void): () => void {
    return this.#media.watch?.(changed) ?? (() => {})
  }

  /** The ring is over: what was opened is closed, and who has copies keeps them. */
  close(): void {
    for (const { stream } of this.#opened.values()) {
      // That it could not be opened was told to each call.
      stream.then(stop, () => {})
    }
    // After those who wait for it, and have their copies then.
    void Promise.allSettled([...this.#opened.values()].map(({ stream }) => stream)).then(() =>
      this.#abort.abort(),
    )
  }

  #openOnce({ failed, ...request }: MediaRequest): Opened {
    const failures: Opened['failed'] = []
    const stream = this.#media.open({
      ...request,
      signal: this.#abort.signal,
      ...(failed && { failed: (kind, error) => void failures.push([kind, error]) }),
    })
    return { stream, failed: failures }
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
