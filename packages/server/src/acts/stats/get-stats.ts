/** Counts what happened in an app, for its back end and its console. */

import type { GetStats, Stats, StatsRow } from '@callgrant/protocol'
import { CallgrantError, STATS_ROWS_MAX } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { countOnline } from '../devices/online.ts'

const HOUR_MS = 3_600_000
const WIDTH = { hour: HOUR_MS, day: 24 * HOUR_MS }
/** How far back, when it is not said. */
const BACK = { hour: 24 * HOUR_MS, day: 30 * 24 * HOUR_MS }
/** What takes a look at every row of the app is looked at once in so many milliseconds. */
const KEPT_MS = 60_000

type Now = Pick<Stats, 'people_who_allow' | 'devices' | 'devices_online'>

/** @throws CallgrantError `bad_request` for a period that ends before it begins, or has too many rows */
export async function getStats(
  ctx: Context,
  { appid }: { appid: string },
  { by, utc_offset_minutes, ...asked }: GetStats,
): Promise<Stats> {
  const width = WIDTH[by]
  const offset = utc_offset_minutes * 60_000
  const to = asked.to ?? ctx.now()
  const from = asked.from ?? Math.max(0, to - BACK[by])
  if (from > to) throw fault('from', 'should be before `to`')
  const first = Math.floor((from + offset) / width)
  const last = Math.floor((Math.max(from, to - 1) + offset) / width)
  if (last - first >= STATS_ROWS_MAX) throw fault('from', `should leave at most ${STATS_ROWS_MAX} rows`)

  const rows: StatsRow[] = []
  for (let bucket = first; bucket <= last; bucket++) rows.push(emptyRow(bucket * width - offset))
  const { stats } = ctx.store
  const period = { from, to, width, offset }
  const [calls, refusals, now] = [
    await stats.calls(appid, period),
    await stats.refusals(appid, period),
    await ofNow(ctx, appid),
  ]
  for (const [bucket, { setupMs, ...counts }] of calls.buckets)
    Object.assign(rows[bucket - first] ?? {}, { ...counts, setup_ms_p50: setupMs })
  for (const { bucket, reason, count } of refusals) {
    const row = rows[bucket - first]
    if (row) row.refused[reason] = count
  }
  return { rows, setup_ms_p50: calls.setupMs, ...now }
}

function emptyRow(at: number): StatsRow {
  return { at, rings: 0, answered: 0, missed: 0, refused: {}, setup_ms_p50: null }
}

const kept = new WeakMap<Context, Map<string, { until: number; now: Promise<Now> }>>()

/** How it is now, at most a minute ago: the same for whoever asks at once. */
function ofNow(ctx: Context, appid: string): Promise<Now> {
  const ofServer = kept.get(ctx) ?? new Map()
  kept.set(ctx, ofServer)
  const at = ctx.now()
  const found = ofServer.get(appid)
  if (found && found.until > at) return found.now
  for (const [other, { until }] of ofServer) if (until <= at) ofServer.delete(other)
  const now = count(ctx, appid)
  ofServer.set(appid, { until: at + KEPT_MS, now })
  now.catch(() => ofServer.delete(appid))
  return now
}

async function count(ctx: Context, appid: string): Promise<Now> {
  return {
    people_who_allow: await ctx.store.people.countWhoAllow(appid),
    devices: await ctx.store.devices.count(appid),
    devices_online: await countOnline(ctx, appid),
  }
}

function fault(parameter: string, message: string): CallgrantError {
  return new CallgrantError('bad_request', { faults: [{ parameter, message }] })
}
