/** How large a picture is sent at which bit rate: fewer pixels that are sharp rather than many that are smeared. */

import type { PictureRung } from './types.ts'

/** For a door's camera, 640 × 480 at 30 frames. A thin link keeps a small picture that moves. */
export const PICTURE_LADDER: readonly PictureRung[] = [
  { bitrate: 600_000, height: 480, framesPerSecond: 30 },
  { bitrate: 300_000, height: 360, framesPerSecond: 24 },
  { bitrate: 120_000, height: 240, framesPerSecond: 15 },
  { bitrate: 0, height: 180, framesPerSecond: 10 },
]

/** A rung is left when the network takes less than this share of its bit rate, and one above is taken at this share of its own. */
const DOWN_AT = 0.9
const UP_AT = 1.2
/** So long must the network take less before the picture shrinks: at its beginning a connection does not know yet. */
const DOWN_AFTER_MS = 2_000
/** So long must the network take more before the picture grows, in milliseconds: each change of size costs a whole picture. */
const UP_AFTER_MS = 5_000

/** Chooses a rung from what the network takes. */
export class PictureLadder {
  readonly #rungs: readonly PictureRung[]
  #at = 0
  #lessSince: number | null = null
  #moreSince: number | null = null

  /** @param rungs from the best; the last is for whatever is left */
  constructor(rungs: readonly PictureRung[] = PICTURE_LADDER) {
    if (rungs.length === 0) throw new RangeError('A ladder of pictures needs a rung.')
    this.#rungs = rungs.toSorted((a, b) => b.bitrate - a.bitrate)
  }

  get rung(): PictureRung {
    return this.#rungs[this.#at] as PictureRung
  }

  /**
   * @param available bits a second that the network takes; null: unknown, which changes nothing
   * @param at milliseconds of any clock
   */
  take(available: number | null, at: number): PictureRung {
    if (available === null) return this.rung
    const above = this.#rungs[this.#at - 1]
    const less = available < this.rung.bitrate * DOWN_AT
    const more = above !== undefined && available >= above.bitrate * UP_AT
    this.#lessSince = less ? (this.#lessSince ?? at) : null
    this.#moreSince = more ? (this.#moreSince ?? at) : null
    if (this.#lessSince !== null && at - this.#lessSince >= DOWN_AFTER_MS) {
      const fits = this.#rungs.findIndex(({ bitrate }) => available >= bitrate)
      this.#moveTo(fits === -1 ? this.#rungs.length - 1 : fits)
    } else if (this.#moreSince !== null && at - this.#moreSince >= UP_AFTER_MS) this.#moveTo(this.#at - 1)
    return this.rung
  }

  #moveTo(rung: number): void {
    this.#at = rung
    this.#lessSince = null
    this.#moreSince = null
  }
}
