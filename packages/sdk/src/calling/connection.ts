/** How the media of a call is connected, in one word for a page. */

import type { CallConnection, PeerState, Quality } from './types.ts'

export class Connection {
  readonly #onChange: () => void
  #ready = false
  #lost = false
  #quality: Quality = 'good'

  /** @param onChange called when the word has changed */
  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get value(): CallConnection {
    if (!this.#ready) return 'connecting'
    if (this.#lost || this.#quality === 'lost') return 'reconnecting'
    return this.#quality === 'weak' ? 'weak' : 'connected'
  }

  /** Media has arrived for the first time. */
  setReady(): void {
    this.#set(() => (this.#ready = true))
  }

  /** The peer connection has changed. */
  setPeerState(state: PeerState): void {
    this.#set(() => (this.#lost = state !== 'connected'))
  }

  /** What arrives is worse or better than before. */
  setQuality(quality: Quality): void {
    this.#set(() => (this.#quality = quality))
  }

  #set(change: () => void): void {
    const before = this.value
    change()
    if (this.value !== before) this.#onChange()
  }
}
