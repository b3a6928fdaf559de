/**
 * Faults that are put into the product to see that the checker finds them. The product has no switch for them: a node
 * that is started with one loads this file before anything else, and it replaces a line of one source file as that is
 * read. What is built and published never comes near it. A line that is no longer there is an error.
 */

import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

interface Seed {
  /** In packages/server/src. */
  file: string
  line: string
  instead: string
  /** Which figure of a run it must raise. */
  found: 'lost' | 'callsAfterRefusal' | 'halfOpen' | 'eventsLost'
}

export const SEEDS: Record<string, Seed> = {
  'a decision is acknowledged and not kept': {
    file: 'acts/consent/switch-authorization.ts',
    line: 'await appendRecords(ctx, tx, records)',
    instead: 'if (Math.random() > 0.2) await appendRecords(ctx, tx, records)',
    found: 'lost',
  },
  'a call is placed without consent': {
    file: 'acts/calls/start-call.ts',
    line: 'if (needsConsent(pair, request) && !consent.allowed) {',
    instead: 'if (needsConsent(pair, request) && !consent.allowed && Math.random() > 0.2) {',
    found: 'callsAfterRefusal',
  },
  'a refusal lets ring on what rings': {
    file: 'acts/consent/switch-authorization.ts',
    line: 'status === 1 ? [] : await endCallsWithoutConsent(tx, now, appid, openid)',
    instead: '[]',
    found: 'callsAfterRefusal',
  },
  'two ends at once are both written': {
    file: 'store/call-changes.ts',
    line: 'and old.version = asked.was_version',
    instead: "and (old.version = asked.was_version or asked.state = 'ended')",
    found: 'halfOpen',
  },
  'a party of a call that ended stays busy': {
    file: 'store/call-changes.ts',
    line: "busy.room_id = changed.room_id and changed.state = 'ended'",
    instead: "busy.room_id = changed.room_id and changed.state = 'ended' and random() > 0.2",
    found: 'halfOpen',
  },
  'a change of a call is not told': {
    file: 'store/call-changes.ts',
    line: 'join changed on changed.place = told.place',
    instead: 'join changed on changed.place = told.place and random() > 0.2',
    found: 'eventsLost',
  },
}

/** Flags of Node for a process with this fault; none without. */
export function nodeFlagsOf(seeded: string | undefined): string[] {
  if (seeded === undefined) return []
  if (!Object.hasOwn(SEEDS, seeded)) throw new RangeError(`no such fault: ${seeded}`)
  return [`--import=${import.meta.url}#${encodeURIComponent(seeded)}`]
}

const chosen = SEEDS[decodeURIComponent(new URL(import.meta.url).hash.slice(1))]
if (chosen) {
  const { file, line, instead } = chosen
  const path = fileURLToPath(new URL(`../../packages/server/src/${file}`, import.meta.url))
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.startsWith('file:') || fileURLToPath(url) !== path) return loaded
      const source = String(loaded.source)
      if (!source.includes(line)) throw new Error(`${file} no longer has: ${line}`)
      return { ...loaded, source: source.replace(line, instead) }
    },
  })
}
