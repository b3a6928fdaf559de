/** The log of what was done in the console. */

import type { AuditPage, AuditRow, ListAudit } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { recordId } from '../../credentials/ids.ts'
import type { ConsoleRole } from '../../rules/console.ts'
import type { AuditLogRow } from '../../store/console-audit.ts'
import type { Tx } from '../../store/store.ts'
import { readCursor, toPage } from '../page.ts'

/** Whoever did it. */
export interface Actor {
  who: string
  role: ConsoleRole
}

/** What is written down of an act. */
export interface ConsoleAct {
  appid: string | null
  /** Method and route. */
  act: string
  /** The person that it is about; undefined: nobody. */
  openid: string | undefined
  target: Record<string, unknown> | null
}

/**
 * Writes down that an act begins: before it, so that none is done that is not in the log. A person is named only while they
 * are known, and in a column of its own, which forgetting them makes blank.
 * @returns the id of its row, for `completeConsoleAct`
 */
export async function beginConsoleAct(ctx: Context, actor: Actor, act: ConsoleAct): Promise<string> {
  const now = ctx.now()
  const id = recordId(now)
  const { appid, openid, target } = act
  await ctx.store.write(async (tx) => {
    // Locked, so that they are not forgotten in between.
    const named = appid !== null && openid !== undefined && (await tx.people.lock(appid, openid)) !== null
    await tx.audit.add({
      ...{ id, at: now, who: actor.who, role: actor.role, appid, act: act.act },
      names_person: openid === undefined ? 0 : 1,
      openid: named ? openid : null,
      target: target === null ? null : JSON.stringify(target),
      status: null,
    })
  })
  return id
}

/** @param status of the answer */
export async function completeConsoleAct(ctx: Context, id: string, status: number): Promise<void> {
  await ctx.store.audit.complete(id, status)
}

/** Writes down an act of the console itself, which is done with it: a sign-in. */
export async function noteConsoleAct(tx: Tx, { who, role }: Actor, act: string, now: number): Promise<void> {
  await tx.audit.add({
    ...{ id: recordId(now), at: now, who, role, appid: null, act },
    ...{ names_person: 0, openid: null, target: null, status: 200 },
  })
}

/** A page of it, newest first. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listConsoleActs(ctx: Context, { appid, limit, cursor }: ListAudit): Promise<AuditPage> {
  const before = readCursor(cursor, ['text'])?.[0]
  const rows = await ctx.store.audit.list({ appid, before, limit: limit + 1 })
  const { items, next_cursor } = toPage(rows, limit, ({ id }) => [id], toAuditRow)
  return { rows: items, next_cursor }
}

function toAuditRow(row: AuditLogRow): AuditRow {
  const { id, at, who, role, appid, act, status } = row
  const target = row.target === null ? {} : JSON.parse(row.target)
  if (row.names_person === 1) target.openid = row.openid
  return {
    ...{ audit_id: id, at, who, role, appid, act, status },
    target: Object.keys(target).length === 0 ? null : target,
  }
}
