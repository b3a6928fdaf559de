/** Refuses a person who was forgotten, and what was made for somebody who was. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import type { Tx } from '../../store/store.ts'

/**
 * Whether the person is known, and was when a token was made for them. Who was forgotten and has come back is a new person:
 * neither a session nor a question nor a login code of before is theirs.
 * @param issuedAt of the token, in milliseconds since 1970
 */
export async function isKnownSince(
  { people }: Pick<Tx, 'people'>,
  { appid, openid }: { appid: string; openid: string },
  issuedAt: number,
): Promise<boolean> {
  const since = await people.knownSince(appid, openid)
  return since !== null && since <= issuedAt
}

/**
 * When a token that is made for a person now says it was made: not before they were known, though the clock of the node that
 * wrote that be a little ahead of this one's.
 * @returns milliseconds since 1970
 */
export async function issueTime(ctx: Context, person: { appid: string; openid: string }): Promise<number> {
  const since = await ctx.store.people.knownSince(person.appid, person.openid)
  return Math.max(ctx.now(), since ?? 0)
}

/**
 * @param issuedAt of their session, in milliseconds since 1970: it must not be from before they were forgotten
 * @throws CallgrantError `unauthenticated`
 */
export async function requireKnown(
  ctx: Context,
  person: { appid: string; openid: string },
  issuedAt: number,
): Promise<void> {
  if (!(await isKnownSince(ctx.store, person, issuedAt))) throw new CallgrantError('unauthenticated')
}
