/** What one may do in the console: roles, and who has which. */

export type ConsoleRole = 'owner' | 'operator' | 'viewer'

const RANK: Record<ConsoleRole, number> = { viewer: 0, operator: 1, owner: 2 }

/** How long a link signs in, in milliseconds. */
export const CONSOLE_LINK_MS = 10 * 60_000
/** How long a session lasts, and how long it lasts without a request, in milliseconds. */
export const CONSOLE_SESSION_MS = 12 * 3_600_000
export const CONSOLE_IDLE_MS = 60 * 60_000

/** Whether a role may do what this one may. */
export function mayAs(role: ConsoleRole, needed: ConsoleRole): boolean {
  return RANK[role] >= RANK[needed]
}

/** Whom the settings let in at the issuer: e-mail addresses, and `sub`. */
export interface ConsolePeople {
  consoleOwners: readonly string[]
  consoleOperators: readonly string[]
  consoleViewers: readonly string[]
}

/**
 * The highest role of somebody who signed in at the issuer; null: they have none.
 * @param email only if the issuer has verified it
 */
export function roleOf(
  people: ConsolePeople,
  { sub, email }: { sub: string; email: string | null },
): ConsoleRole | null {
  // A name with @ is an address, which has to be verified, and never a `sub`, which somebody may have chosen.
  const isIn = (list: readonly string[]) =>
    list.some((name) => (name.includes('@') ? name.toLowerCase() === email?.toLowerCase() : name === sub))
  if (isIn(people.consoleOwners)) return 'owner'
  if (isIn(people.consoleOperators)) return 'operator'
  return isIn(people.consoleViewers) ? 'viewer' : null
}

/** Whether a session still lasts. */
export function sessionLasts(session: { seen_at: number; expires_at: number }, now: number): boolean {
  return now < session.expires_at && now < session.seen_at + CONSOLE_IDLE_MS
}
