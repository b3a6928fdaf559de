/** The back end creates a session for a person that it has authenticated. */

import type { CreateSession, Session } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { SESSION_SECONDS, signPersonSession } from '../../credentials/session-token.ts'

/** A session for one person of the app, who is known from now on. */
export async function createSession(
  ctx: Context,
  caller: { appid: string },
  request: CreateSession,
): Promise<Session> {
  const now = ctx.now()
  const seconds = request.ttl_seconds ?? SESSION_SECONDS
  const person = { appid: caller.appid, openid: request.openid }
  const since = await ctx.store.people.ensure(person.appid, person.openid, now)
  // Of two first sessions at once, neither is from before the person was known.
  const session = await signPersonSession(ctx.keys, person, Math.max(now, since), seconds)
  return { session, openid: person.openid, expires_in: seconds }
}
