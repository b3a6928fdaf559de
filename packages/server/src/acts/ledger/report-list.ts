/** An app inside WeChat reports what `getDeviceVoIPList` returned (B5). */

import type { WechatList, WechatListTaken } from '@callgrant/protocol'
import type { Context, PersonCaller } from '../../context.ts'
import { changesOfList, type Observation } from '../../rules/ledger.ts'
import { announceEvents } from '../events/announce-events.ts'
import { ledgerChanged } from '../events/app-events.ts'
import { lockPerson } from '../people/lock-person.ts'
import { ownSubjects, subjectOfReport } from './own-subjects.ts'

/**
 * What is in the list is so, and what is not is gone; but what was seen after the list was asked for stays, and a list
 * that is older than the newest one changes nothing. Entries of other apps' models and groups are left out and counted.
 */
export async function reportList(
  ctx: Context,
  caller: PersonCaller,
  request: WechatList,
): Promise<WechatListTaken> {
  const { appid, openid } = caller
  const observations = request.list.map(
    (entry): Observation => ({ subject: subjectOfReport(entry), status: entry.status }),
  )
  const subjects = observations.map(({ subject }) => subject)
  const isOwn = await ownSubjects(ctx.store, appid, subjects)
  const own = observations.filter(({ subject }) => isOwn(subject))

  const { taken, kept } = await ctx.store.write(async (tx) => {
    await lockPerson(tx, caller)
    const now = ctx.now()
    const at = Math.min(request.observed_at ?? now, now)
    if (!(await tx.ledger.noteList(appid, openid, at))) return { taken: false, kept: 0 }
    const entries = await tx.ledger.ofPerson(caller)
    const changes = changesOfList(entries, own, at)
    const gone = changes.flatMap(({ before, after }) => (before && !after ? [before.subject] : []))
    const seen = changes.flatMap(({ after }) => (after ? [after] : []))
    await tx.ledger.remove(caller, gone, at)
    await tx.ledger.put(caller, seen)
    await tx.events.append(appid, ledgerChanged(openid, changes, now))
    return { taken: true, kept: seen.length }
  })
  if (taken) announceEvents(ctx, appid)
  return { taken, kept, unknown: observations.length - own.length }
}
