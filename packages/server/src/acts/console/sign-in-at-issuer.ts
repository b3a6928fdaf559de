/** A sign-in to the console by way of the issuer: begun in a browser, and ended in the same. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { seal, unseal } from '../../credentials/sealed.ts'
import { beginAtIssuer, finishAtIssuer, type PendingSignIn } from '../../outbound/oidc/console-issuer.ts'
import { signInAtIssuer } from './sign-in-to-console.ts'

/** How long one may take at the issuer, in milliseconds. */
export const PENDING_MS = 10 * 60_000
const BOUND = 'console sign-in'

/**
 * @returns where to send the browser, and what it keeps meanwhile: sealed, so that nobody else can make one
 * @throws CallgrantError `unavailable` when the issuer cannot be reached
 */
export async function beginSignIn(ctx: Context): Promise<{ url: string; pending: string }> {
  const now = ctx.now()
  try {
    const begun = await beginAtIssuer(ctx.settings, now, { expiresAt: now + PENDING_MS })
    return { url: begun.url, pending: seal(ctx.keys, JSON.stringify(begun.pending), BOUND) }
  } catch (cause) {
    ctx.log.warn({ err: cause }, 'the issuer of the console could not be used')
    const message = 'The issuer cannot be reached, or is not what CALLGRANT_CONSOLE_ISSUER says. See the log.'
    throw new CallgrantError('unavailable', { message, cause })
  }
}

/**
 * @param pending what this browser kept @param query of the address that it came back to
 * @param before the cookie of a session that ends
 * @returns the cookie of the new session
 * @throws CallgrantError `console_sign_in_failed`; `forbidden` for somebody whom the settings do not name
 */
export async function finishSignIn(
  ctx: Context,
  pending: string | undefined,
  query: string,
  before: string | undefined,
): Promise<string> {
  const begun = readPending(ctx, pending)
  const identity = await finishAtIssuer(ctx.settings, ctx.now(), begun, query).catch((cause) => {
    // Its messages name no code and no token.
    const { code, error } = cause as { code?: unknown; error?: unknown }
    ctx.log.info({ code, error }, 'a sign-in to the console failed')
    throw new CallgrantError('console_sign_in_failed', { cause })
  })
  return signInAtIssuer(ctx, { ...identity, who: identity.email ?? identity.sub }, before)
}

function readPending(ctx: Context, sealed: string | undefined): PendingSignIn {
  const text = sealed === undefined ? null : unseal(ctx.keys, sealed, BOUND)
  if (text === null) throw new CallgrantError('console_sign_in_failed')
  const pending = JSON.parse(text) as PendingSignIn
  if (pending.expiresAt <= ctx.now()) throw new CallgrantError('console_sign_in_failed')
  return pending
}
