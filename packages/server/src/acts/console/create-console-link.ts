/** Makes a link that signs in to the console once. */

import type { ConsoleLink } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { generateSecret, hashSecret } from '../../credentials/secret.ts'
import { CONSOLE_LINK_MS, type ConsoleRole } from '../../rules/console.ts'

/** @returns its token, of which only the hash is kept */
export async function createConsoleLink(
  ctx: Context,
  { role, who }: { role: ConsoleRole; who: string },
): Promise<ConsoleLink> {
  const token = generateSecret()
  const expiresAt = ctx.now() + CONSOLE_LINK_MS
  await ctx.store.consoleSessions.addLink({ hash: hashSecret(token), role, who, expires_at: expiresAt })
  return { token, expires_at: expiresAt }
}
