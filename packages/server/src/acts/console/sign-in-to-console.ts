/** Signs in to the console: by a link, or as somebody whom the issuer knows. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { hashSecret } from '../../credentials/secret.ts'
import { noteConsoleAct } from './console-audit.ts'
import { beginConsoleSession, type ConsoleIdentity, consoleRoleOf } from './console-session.ts'

/**
 * @param before the cookie that the browser has; its session ends
 * @returns the cookie of the new session
 * @throws CallgrantError `console_link_invalid`
 */
export async function signInByLink(ctx: Context, token: string, before: string | undefined): Promise<string> {
  return ctx.store.write(async (tx) => {
    const now = ctx.now()
    const link = await tx.consoleSessions.useLink(hashSecret(token), now)
    if (!link) throw new CallgrantError('console_link_invalid')
    const { who, role } = link
    await noteConsoleAct(tx, { who, role }, 'POST /console/api/session', now)
    return beginConsoleSession(ctx, tx, { who, role, identity: null }, before)
  })
}

/**
 * @param who what the log calls them
 * @throws CallgrantError `forbidden` for somebody whom the settings do not name
 */
export async function signInAtIssuer(
  ctx: Context,
  { who, ...identity }: ConsoleIdentity & { who: string },
  before: string | undefined,
): Promise<string> {
  const role = consoleRoleOf(ctx, identity)
  if (role === null) {
    const message =
      'You are signed in at the issuer, but have no role here. Whoever runs the server names you in CALLGRANT_CONSOLE_VIEWERS, _OPERATORS or _OWNERS.'
    throw new CallgrantError('forbidden', { message })
  }
  return ctx.store.write(async (tx) => {
    await noteConsoleAct(tx, { who, role }, 'GET /console/api/oidc/callback', ctx.now())
    return beginConsoleSession(ctx, tx, { who, role: null, identity }, before)
  })
}
