/** Metrics of calls: rings and why they were refused, answers, ends, and what the sides said of the quality. */

import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, type Registry } from 'prom-client'
import {
  CALL_ANSWERED,
  CALL_ENDED,
  type CallStepped,
  RING_PLACED,
  type RingPlaced,
} from '../acts/calls/call-figures.ts'
import { QUALITY_REPORTED, type QualityReported } from '../acts/calls/report-quality.ts'
import type { Context } from '../context.ts'
import { hear } from './hear.ts'

/** Labels are of a closed list each: no metric tells of one person, device or app. */
export function measureCalls(app: FastifyInstance, ctx: Context, registers: Registry[]): void {
  const rings = new Counter({
    name: 'callgrant_rings_total',
    help: 'Rings asked of this node: placed, busy, or refused',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['placed', 'busy', 'refused']) rings.inc({ outcome }, 0)
  const refusals = new Counter({
    name: 'callgrant_ring_refusals_total',
    help: 'Rings that were refused, by the code, and where consent was missing by the row that decided',
    labelNames: ['code', 'decided_by'],
    registers,
  })
  const placing = new Histogram({
    name: 'callgrant_ring_duration_seconds',
    help: 'From the request to ring until the listener’s clients were told, of rings that were placed',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers,
  })
  const answers = new Histogram({
    name: 'callgrant_call_answer_seconds',
    help: 'From the ring until it was answered',
    buckets: [1, 2, 5, 10, 20, 30, 60, 120],
    registers,
  })
  const ends = new Counter({
    name: 'callgrant_calls_ended_total',
    help: 'Calls that ended, by the reason and whether they had been answered',
    labelNames: ['reason', 'answered'],
    registers,
  })
  const talks = new Histogram({
    name: 'callgrant_call_talk_seconds',
    help: 'How long people talked',
    buckets: [5, 15, 30, 60, 120, 300, 900, 3600],
    registers,
  })
  hear<RingPlaced>(app, ctx, RING_PLACED, ({ outcome, decidedBy, tookMs }) => {
    const isRefused = outcome !== 'placed' && outcome !== 'busy'
    rings.inc({ outcome: isRefused ? 'refused' : outcome })
    if (isRefused) refusals.inc({ code: outcome, decided_by: decidedBy ?? '' })
    if (outcome === 'placed') placing.observe(tookMs / 1000)
  })
  hear<CallStepped>(app, ctx, CALL_ANSWERED, ({ call }) => {
    if (call.acceptedAt !== null) answers.observe(Math.max(0, call.acceptedAt - call.createdAt) / 1000)
  })
  hear<CallStepped>(app, ctx, CALL_ENDED, ({ call }) => {
    ends.inc({ reason: call.endReason ?? 'unknown', answered: call.acceptedAt === null ? 'no' : 'yes' })
    if (call.startedAt !== null && call.endedAt !== null) {
      talks.observe(Math.max(0, call.endedAt - call.startedAt) / 1000)
    }
  })
  measureQuality(app, ctx, registers)
}

function measureQuality(app: FastifyInstance, ctx: Context, registers: Registry[]): void {
  const labelNames = ['path']
  const setups = new Histogram({
    name: 'callgrant_call_setup_seconds',
    help: 'From the answer of a call until media arrived, as its sides said at the end',
    labelNames,
    buckets: [0.1, 0.2, 0.5, 1, 2, 5, 15],
    registers,
  })
  const losses = new Histogram({
    name: 'callgrant_call_loss_ratio',
    help: 'Share of packets that did not arrive, as the sides of a call said at the end',
    labelNames,
    buckets: [0, 0.001, 0.01, 0.05, 0.1, 0.3],
    registers,
  })
  const roundTrips = new Histogram({
    name: 'callgrant_call_round_trip_seconds',
    help: 'Round trip between the sides of a call, as they said at the end',
    labelNames,
    buckets: [0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 2],
    registers,
  })
  const frozen = new Histogram({
    name: 'callgrant_call_frozen_seconds',
    help: 'How long the picture stood still in a call, as its sides said at the end',
    labelNames,
    buckets: [0, 0.5, 1, 3, 10, 30],
    registers,
  })
  hear<QualityReported>(app, ctx, QUALITY_REPORTED, ({ quality }) => {
    const path = quality.path ?? 'unknown'
    if (quality.setup_ms !== null) setups.observe({ path }, quality.setup_ms / 1000)
    if (quality.loss !== null) losses.observe({ path }, quality.loss)
    if (quality.rtt_ms !== null) roundTrips.observe({ path }, quality.rtt_ms / 1000)
    if (quality.frozen_ms !== null) frozen.observe({ path }, quality.frozen_ms / 1000)
  })
}
