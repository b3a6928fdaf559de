import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { peerStats } from './peer-stats.ts'
import { QualityMeter } from './quality.ts'
import type { PeerStats } from './types.ts'

const none: PeerStats = {
  packetsReceived: 0,
  packetsLost: 0,
  samples: 0,
  concealedSamples: 0,
  freezes: 0,
  frozenMs: 0,
  rttMs: 30,
  path: 'direct',
  availableBitrate: null,
}
/** One second of sound that all arrives. */
const second: Partial<PeerStats> = { packetsReceived: 50, samples: 48_000 }

/** A call of so many seconds, each of which changes the counters so; the words at their ends. */
function words(seconds: Partial<PeerStats>[], meter = new QualityMeter(), expectsMedia = true): string[] {
  let stats = none
  return seconds.map((change, index) => {
    const grown = Object.entries(change).map(([name, by]) => {
      const counter = name as 'freezes'
      return [name, name === 'rttMs' || name === 'path' ? by : stats[counter] + Number(by)]
    })
    stats = { ...stats, ...Object.fromEntries(grown) }
    return meter.sample(stats, index * 1000, expectsMedia)
  })
}
const times = (count: number, change: Partial<PeerStats>) => new Array<Partial<PeerStats>>(count).fill(change)

test('a call in which everything arrives is good', () => {
  expect(new Set(words(times(30, second)))).toEqual(new Set(['good']))
})

test.each([
  ['a tenth of the packets is lost', { packetsReceived: 45, packetsLost: 5 }],
  ['a tenth of the sound is made up', { ...second, concealedSamples: 4_800 }],
  ['the picture freezes', { ...second, freezes: 1 }],
  ['the way there and back takes 600 ms', { ...second, rttMs: 600 }],
] as const)('it is weak when %s, and good again a while after', (_, change) => {
  const said = words([...times(5, second), ...times(3, change), ...times(12, { ...second, rttMs: 30 })])
  expect(said[4]).toBe('good')
  expect(said[7]).toBe('weak')
  expect(said[8]).toBe('weak')
  expect(said.at(-1)).toBe('good')
})

test('little loss is not noticed', () => {
  const change = { packetsReceived: 49, packetsLost: 1 }
  expect(new Set(words(times(20, change)))).toEqual(new Set(['good']))
})

test('it is lost when nothing arrives, and not before somebody would notice', () => {
  const said = words([...times(5, second), ...times(6, {}), ...times(3, second)])
  expect(said.slice(0, 6)).not.toContain('lost')
  expect(said.slice(8, 11)).toEqual(['lost', 'lost', 'lost'])
  expect(said[11]).not.toBe('lost')
})

test('nothing arrives of a side that says that it sends nothing, and the call is good', () => {
  expect(new Set(words(times(20, {}), new QualityMeter(), false))).toEqual(new Set(['good']))
})

test('whatever the counters do, the summary keeps within its bounds', () => {
  const counter = fc.integer({ min: -100, max: 100_000 })
  const stats = fc.record({
    packetsReceived: counter,
    packetsLost: counter,
    samples: counter,
    concealedSamples: counter,
    freezes: fc.nat(100),
    frozenMs: fc.nat(10_000),
    rttMs: fc.option(fc.double({ min: 0, max: 5_000, noNaN: true })),
    path: fc.constantFrom('direct' as const, 'relay' as const, null),
    availableBitrate: fc.option(fc.nat(2_000_000)),
  })
  fc.assert(
    fc.property(fc.array(stats), fc.option(fc.nat(60_000)), (samples, setupMs) => {
      const meter = new QualityMeter()
      samples.forEach((sample, index) => {
        expect(['good', 'weak', 'lost']).toContain(meter.sample(sample, index * 1000))
      })
      const { loss, rtt_ms } = meter.summary(setupMs)
      expect(loss ?? 0).toBeGreaterThanOrEqual(0)
      expect(loss ?? 0).toBeLessThanOrEqual(1)
      expect(rtt_ms === null || Number.isInteger(rtt_ms)).toBe(true)
    }),
  )
})

test('the summary is of the whole call', () => {
  const meter = new QualityMeter()
  words(
    [...times(10, second), { packetsReceived: 0, packetsLost: 500, freezes: 2, frozenMs: 900, rttMs: 50 }],
    meter,
  )
  expect(meter.summary(412.4)).toEqual({
    setup_ms: 412,
    loss: 0.5,
    rtt_ms: 32,
    freezes: 2,
    frozen_ms: 900,
    path: 'direct',
  })
})

describe('a report of statistics', () => {
  const inbound = { type: 'inbound-rtp', packetsReceived: 100, packetsLost: 4 }
  const report = [
    {
      id: 'a',
      kind: 'audio',
      totalSamplesReceived: 9_600,
      concealedSamples: 480,
      silentConcealedSamples: 80,
      ...inbound,
    },
    { id: 'v', kind: 'video', freezeCount: 1, totalFreezesDuration: 0.4, ...inbound },
    { id: 't', type: 'transport', selectedCandidatePairId: 'p2' },
    { id: 'p1', type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 9 },
    {
      id: 'p2',
      type: 'candidate-pair',
      currentRoundTripTime: 0.02,
      availableOutgoingBitrate: 300_000,
      localCandidateId: 'l',
      remoteCandidateId: 'r',
    },
    { id: 'l', type: 'local-candidate', candidateType: 'host' },
    { id: 'r', type: 'remote-candidate', candidateType: 'relay' },
  ]

  test('gives what arrived, was lost, was made up and stood still, and the way that media takes', () => {
    expect(peerStats(report)).toEqual({
      packetsReceived: 200,
      packetsLost: 8,
      samples: 9_600,
      concealedSamples: 400,
      freezes: 1,
      frozenMs: 400,
      rttMs: 20,
      path: 'relay',
      availableBitrate: 300_000,
    })
  })

  test('without a named pair: the one that was nominated; without any, nothing is known', () => {
    const unnamed = report.filter(({ type }) => type !== 'transport')
    expect(peerStats(unnamed).rttMs).toBe(9_000)
    expect(peerStats([])).toMatchObject({
      packetsReceived: 0,
      rttMs: null,
      path: null,
      availableBitrate: null,
    })
  })
})
