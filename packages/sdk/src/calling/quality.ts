/** How good a call is, from the counters of its connection: one word for the page, and a summary at its end. */

import type { PeerStats, Quality, QualitySummary } from './types.ts'

/** How far back the word looks, in milliseconds: long enough for a loss to mean something. */
const WINDOW_MS = 4_000
/** Without a packet for this long nothing arrives any more. A muted side sends packets too. */
const SILENT_MS = 2_500
/** From here on people notice: share of packets lost or of sound made up, and milliseconds to the other side and back. */
const WEAK_LOSS = 0.05
const WEAK_CONCEALED = 0.05
const WEAK_RTT_MS = 500
/** So long must nothing be noticed before it is called good again. */
const GOOD_AFTER_MS = 3_000

interface Sample {
  at: number
  stats: PeerStats
}

export class QualityMeter {
  #first: PeerStats | undefined
  #samples: Sample[] = []
  #arrivedAt: number | undefined
  #weakAt = Number.NEGATIVE_INFINITY
  #rtt = { sum: 0, count: 0 }
  #word: Quality = 'good'

  get word(): Quality {
    return this.#word
  }

  /**
   * Takes in the counters as they are now. They only grow, but for a connection that was made anew, which begins again.
   * @param at milliseconds of any clock
   * @param expectsMedia false: the other side said that it sends nothing
   */
  sample(stats: PeerStats, at: number, expectsMedia = true): Quality {
    const last = this.#samples.at(-1)
    if (last && stats.packetsReceived < last.stats.packetsReceived) this.#samples = []
    this.#first ??= stats
    if (!last || stats.packetsReceived > last.stats.packetsReceived || !expectsMedia) this.#arrivedAt = at
    this.#samples.push({ at, stats })
    while ((this.#samples[1]?.at ?? at) <= at - WINDOW_MS) this.#samples.shift()
    if (stats.rttMs !== null) {
      this.#rtt.sum += stats.rttMs
      this.#rtt.count++
    }
    if (this.#isWeak(stats)) this.#weakAt = at
    const silent = at - (this.#arrivedAt ?? at) >= SILENT_MS
    if (silent) this.#word = 'lost'
    else this.#word = at - this.#weakAt < GOOD_AFTER_MS ? 'weak' : 'good'
    return this.#word
  }

  /** Of the whole call so far. @param setupMs from the answer until media arrived; null: it did not */
  summary(setupMs: number | null): QualitySummary {
    const stats = this.#samples.at(-1)?.stats
    const { loss } = change(undefined, stats)
    return {
      setup_ms: setupMs === null ? null : Math.max(0, Math.round(setupMs)),
      loss: stats ? Math.round(loss * 10_000) / 10_000 : null,
      rtt_ms: this.#rtt.count > 0 ? Math.round(this.#rtt.sum / this.#rtt.count) : null,
      freezes: stats?.freezes ?? 0,
      frozen_ms: Math.round(stats?.frozenMs ?? 0),
      path: stats?.path ?? null,
    }
  }

  #isWeak(stats: PeerStats): boolean {
    const { loss, concealed, froze } = change(this.#samples[0]?.stats, stats)
    const slow = stats.rttMs !== null && stats.rttMs >= WEAK_RTT_MS
    return loss >= WEAK_LOSS || concealed >= WEAK_CONCEALED || froze || slow
  }
}

/** What happened between two samples; the first undefined: since the beginning. */
function change(before: PeerStats | undefined, after: PeerStats | undefined) {
  const grown = (counter: keyof PeerStats) =>
    Math.max(0, Number(after?.[counter] ?? 0) - Number(before?.[counter] ?? 0))
  const lost = grown('packetsLost')
  const samples = grown('samples')
  return {
    loss: lost === 0 ? 0 : lost / (lost + grown('packetsReceived')),
    concealed: samples === 0 ? 0 : grown('concealedSamples') / samples,
    froze: grown('freezes') > 0,
  }
}
