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
    line: 'if (needed && !consent.allowed) {',
    instead: 'if (needed && !consent.allowed && Math.random() > 0.2) {',
    found: 'callsAfterRefusal',
  },
  'a refusal lets ring on what rings': {
    file: 'acts/consent/switch-authorization.ts',
    line: 'status === 1 ? [] : await endCallsWithoutConsent(tx, now, appid, openid)',
    instead: '[]',
    found: 'callsAfterRefusal',
  },
  'two ends at once are both written': {
    file: 'store/calls.ts',
    line: "'version', '=', call.version",
    instead: "'version', changes.state === 'ended' ? '>' : '=', changes.state === 'ended' ? 0 : call.version",
    found: 'halfOpen',
  },
  'a party of a call that ended stays busy': {
    file: 'acts/calls/act-on-call.ts',
    line: 'await tx.calls.freeParties(row.roomId)',
    instead: 'if (Math.random() > 0.2) await tx.calls.freeParties(row.roomId)',
    found: 'halfOpen',
  },
  'a change of a call is not told': {
    file: 'acts/calls/act-on-call.ts',
    line: 'await tx.events.append(row.appid, callChanged(changed, now))',
    instead: 'if (Math.random() > 0.2) await tx.events.append(row.appid, callChanged(changed, now))',
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
