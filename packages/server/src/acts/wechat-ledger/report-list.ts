/** A person's app, inside WeChat, tells all that `getDeviceVoIPList` listed (B5). */

import type { WechatList, WechatListTaken } from '@callgrant/protocol'
import { changesOfList, type Sighting } from '../../domain/wechat-ledger.ts'
import { ensurePerson } from '../../store/people.ts'
import {
  deleteWechatAuthorizations,
  noteList,
  putWechatAuthorizations,
  wechatAuthorizationsOf,
} from '../../store/wechat-authorizations.ts'
import type { Context, PersonCaller } from '../context.ts'
import { ownSubjects, subjectOfReport } from './own-subjects.ts'
import { publishLedger } from './publish-ledger.ts'

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
  const sightings = request.list.map(
    (entry): Sighting => ({ subject: subjectOfReport(entry), status: entry.status }),
  )
  const subjects = sightings.map(({ subject }) => subject)
  const isOwn = await ownSubjects(ctx.store.db, appid, subjects)
  const own = sightings.filter(({ subject }) => isOwn(subject))

  const { taken, kept, changes } = await ctx.store.transaction(async (tx) => {
    await ensurePerson(tx, appid, openid, ctx.now())
    const now = ctx.now()
    const at = Math.min(request.observed_at ?? now, now)
    if (!(await noteList(tx, appid, openid, at))) return { taken: false, kept: 0, changes: [] }
    const rows = await wechatAuthorizationsOf(tx, appid, openid)
    const changes = changesOfList(caller, rows, own, at)
    const gone = changes.flatMap(({ before, after }) => (before && !after ? [before.subject] : []))
    const seen = changes.flatMap(({ after }) => (after ? [after] : []))
    await deleteWechatAuthorizations(tx, caller, gone, at)
    await putWechatAuthorizations(tx, seen)
    return { taken: true, kept: seen.length, changes }
  })
  await publishLedger(ctx, changes)
  return { taken, kept, unknown: sightings.length - own.length }
}
