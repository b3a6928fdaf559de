/** Sessions of the console: who is signed in, and as what. */

import type { Context } from '../../context.ts'
import { generateSecret, hashSecret } from '../../credentials/secret.ts'
import { CONSOLE_SESSION_MS, type ConsoleRole, roleOf, sessionLasts } from '../../rules/console.ts'
import type { Tx } from '../../store/store.ts'
import { noteConsoleAct } from './console-audit.ts'

/** Somebody who is signed in. */
export interface ConsoleUser {
  who: string
  role: ConsoleRole
  /** What every request but a GET must repeat. */
  csrf: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Somebody at the issuer. */
export interface ConsoleIdentity {
  sub: string
  /** Only if the issuer has verified it. */
  email: string | null
}

/** That a session was used is written down once in so many milliseconds. */
const SEEN_EVERY_MS = 60_000

type NewSession = { who: string } & (
  | { role: ConsoleRole; identity: null }
  | { role: null; identity: ConsoleIdentity }
)

/**
 * Begins a session, with a cookie that nobody had before, so that none that was planted in the browser is ever signed in.
 * @param role null: as the settings say at each request @param before the cookie of a session that ends
 */
export async function beginConsoleSession(
  ctx: Context,
  tx: Tx,
  { who, role, identity }: NewSession,
  before: string | undefined,
): Promise<string> {
  const cookie = generateSecret()
  const now = ctx.now()
  if (before !== undefined) await tx.consoleSessions.remove(hashSecret(before))
  await tx.consoleSessions.add({
    hash: hashSecret(cookie),
    who,
    role,
    sub: identity?.sub ?? null,
    email: identity?.email ?? null,
    created_at: now,
    seen_at: now,
    expires_at: now + CONSOLE_SESSION_MS,
  })
  return cookie
}

/** Who has this cookie; null: nobody, or the session is over, or whoever signed in may not any more. */
export async function findConsoleUser(ctx: Context, cookie: string): Promise<ConsoleUser | null> {
  const hash = hashSecret(cookie)
  const now = ctx.now()
  const session = await ctx.store.consoleSessions.find(hash)
  if (!session || !sessionLasts(session, now)) return null
  const { sub, email } = session
  const role = sub === null ? session.role : consoleRoleOf(ctx, { sub, email })
  if (role === null) return null
  if (session.seen_at + SEEN_EVERY_MS <= now) await ctx.store.consoleSessions.see(hash, now)
  return { who: session.who, role, csrf: csrfOf(cookie), expiresAt: session.expires_at }
}

/** The role of somebody at the issuer now; null: none, or nobody signs in there any more. */
export function consoleRoleOf({ settings }: Context, identity: ConsoleIdentity): ConsoleRole | null {
  return settings.consoleIssuer === '' ? null : roleOf(settings, identity)
}

/** Ends a session. */
export async function endConsoleSession(ctx: Context, user: ConsoleUser, cookie: string): Promise<void> {
  await ctx.store.consoleSessions.remove(hashSecret(cookie))
  await noteConsoleAct(ctx.store, user, 'DELETE /console/api/session', ctx.now())
}

/** Known to whoever has the session, and not what the cookie is: that cannot be told from a hash. */
function csrfOf(cookie: string): string {
  return hashSecret(`callgrant console csrf ${cookie}`)
}
