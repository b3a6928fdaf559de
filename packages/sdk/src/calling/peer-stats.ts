/** The counters of a connection that say how good it is, from its report of statistics. */

import type { PeerStats } from './types.ts'

/** The fields that are read, of whatever entry has them. */
interface Entry {
  id: string
  type: string
  kind?: string
  packetsReceived?: number
  packetsLost?: number
  concealedSamples?: number
  silentConcealedSamples?: number
  totalSamplesReceived?: number
  freezeCount?: number
  totalFreezesDuration?: number
  selectedCandidatePairId?: string
  currentRoundTripTime?: number
  availableOutgoingBitrate?: number
  nominated?: boolean
  state?: string
  localCandidateId?: string
  remoteCandidateId?: string
  candidateType?: string
}

/** @param report of `RTCPeerConnection.getStats`; what a browser does not report counts as nothing */
export function peerStats(report: { forEach(work: (entry: Entry) => void): void }): PeerStats {
  const stats: PeerStats = {
    packetsReceived: 0,
    packetsLost: 0,
    samples: 0,
    concealedSamples: 0,
    freezes: 0,
    frozenMs: 0,
    rttMs: null,
    path: null,
    availableBitrate: null,
  }
  const entries = new Map<string, Entry>()
  let selected: string | undefined
  report.forEach((entry) => {
    entries.set(entry.id, entry)
    if (entry.type === 'transport') selected ??= entry.selectedCandidatePairId
    if (entry.type !== 'inbound-rtp') return
    stats.packetsReceived += entry.packetsReceived ?? 0
    stats.packetsLost += Math.max(0, entry.packetsLost ?? 0)
    stats.samples += entry.totalSamplesReceived ?? 0
    // Silence that was made up is heard by nobody.
    stats.concealedSamples += (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0)
    stats.freezes += entry.freezeCount ?? 0
    stats.frozenMs += (entry.totalFreezesDuration ?? 0) * 1000
  })
  const pairs = [...entries.values()].filter(({ type }) => type === 'candidate-pair')
  // Firefox and werift name no selected pair.
  const used = pairs.find(({ nominated, state }) => nominated && state === 'succeeded')
  const pair = (selected === undefined ? undefined : entries.get(selected)) ?? used
  if (pair?.currentRoundTripTime !== undefined) stats.rttMs = pair.currentRoundTripTime * 1000
  stats.availableBitrate = pair?.availableOutgoingBitrate ?? null
  const ends = [pair?.localCandidateId, pair?.remoteCandidateId].map((id) => id && entries.get(id))
  const types = ends.flatMap((end) => (end ? [end.candidateType] : []))
  if (types.length > 0) stats.path = types.includes('relay') ? 'relay' : 'direct'
  return stats
}
