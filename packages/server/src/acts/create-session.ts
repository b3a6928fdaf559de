/** The back end vouches for a person. */

import type { CreateSession, Session } from '@callgrant/protocol'
import { SESSION_SECONDS, signPersonSession } from '../domain/session-token.ts'
import { ensurePerson } from '../store/people.ts'
import type { Context } from './context.ts'

/** A session for one person of the app, who is known from now on. */
export async function createSession(
  ctx: Context,
  caller: { appid: string },
  request: CreateSession,
): Promise<Session> {
  const now = ctx.now()
  const seconds = request.ttl_seconds ?? SESSION_SECONDS
  const person = { appid: caller.appid, openid: request.openid }
  await ensurePerson(ctx.store.db, person.appid, person.openid, now)
  const session = await signPersonSession(ctx.keys, person, now, seconds)
  return { session, openid: person.openid, expires_in: seconds }
}
