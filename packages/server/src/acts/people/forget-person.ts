/** Forgets a person: all that names them goes, and the proof of what everybody else agreed to stays. */

import type { Forgotten } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { recordId } from '../../credentials/ids.ts'
import { CHAINS } from '../../credentials/record-chain.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { partyKey } from '../../rules/call/parties.ts'
import { ERASED } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { endCallIf } from '../calls/write-change.ts'
import { appendRecords } from '../consent/record-chain.ts'
import { announceEvents } from '../events/announce-events.ts'
import { personErased } from '../events/app-events.ts'

/**
 * Erases the person's rows, calls and entries of the ledger, makes their records of consent and the events about them blank,
 * ends their calls and connections, and records that somebody was forgotten, without saying who. Their sessions are refused
 * from now on; with a new one they are a new person. Repeated, it finds nothing, and records nothing.
 */
export async function forgetPerson(
  ctx: Context,
  caller: { appid: string },
  openid: string,
): Promise<Forgotten> {
  const { appid } = caller
  const { forgotten, endedCalls } = await ctx.store.write((tx) => erase(ctx, tx, appid, openid))
  announceCalls(ctx, endedCalls)
  if (forgotten.record_id !== null) announceEvents(ctx, appid)
  ctx.bus.publish(address.person(appid, openid), { type: 'forgotten' })
  return { ...forgotten, cleared: await ctx.store.scrub() }
}

async function erase(
  ctx: Context,
  tx: Tx,
  appid: string,
  openid: string,
): Promise<{ forgotten: Omit<Forgotten, 'cleared'>; endedCalls: CallState[] }> {
  await tx.people.lock(appid, openid)
  const now = ctx.now()
  const id = recordId(now)
  const endedCalls: CallState[] = []
  for (const row of await tx.calls.openOf(appid, { role: 'person', openid })) {
    const ended = await endCallIf(tx, row, [{ type: 'person_forgotten' }], now)
    if (ended) endedCalls.push(ended)
  }
  // Before the calls: they say whom this person was quicker than.
  await tx.rings.removeAllOf(appid, openid)
  const calls = await tx.calls.removeAllOf(appid, openid)
  const authorizations = await tx.consent.removeAllOf(appid, openid)
  const ledger = await tx.ledger.removeAllOf(appid, openid)
  await tx.pushes.removeAllOf(appid, openid)
  await tx.allowances.removeAllOf(appid, partyKey({ role: 'person', openid }))
  // After the calls: their ends are events too.
  const events = await tx.events.erasePerson(appid, openid)
  // A node that sends what it read before writes nothing of it any more.
  await tx.webhooks.endLeases(appid)
  const deliveries = await tx.deliveries.removeAllOf(appid, openid)
  await tx.audit.erasePerson(appid, openid)
  const places = await tx.records.erasePerson(appid, openid, id)
  const wasKnown = await tx.people.remove(appid, openid)

  const counts = {
    records: places.length,
    authorizations,
    wechat_authorizations: ledger,
    calls,
    events,
    deliveries,
  }
  const isNothing = !wasKnown && Object.values(counts).every((count) => count === 0)
  if (isNothing) return { forgotten: { record_id: null, at: now, ...counts }, endedCalls }
  const lists = CHAINS.map((chain) => [
    chain,
    places
      .flatMap((place) => (place.chain === chain && place.seq !== null ? [place.seq] : []))
      .sort((a, b) => a - b),
  ])
  const nobody = {
    ...ERASED,
    id,
    appid,
    at: now,
    act: 'erased',
    erases: JSON.stringify(Object.fromEntries(lists)),
  } as const
  await tx.events.append(appid, [personErased(id, counts, now)])
  await appendRecords(ctx, tx, [nobody])
  return { forgotten: { record_id: id, at: now, ...counts }, endedCalls }
}
