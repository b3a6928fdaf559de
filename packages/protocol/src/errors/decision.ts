/** What decides whether a device may ring a person, as the back end is told: in an answer to it, and with a refusal. */

/**
 * `device`, `group`, `none`: which row (authorization.md, A5). The others come before any row: the app has no calling
 * capability; nobody with this openid is known, also because they were forgotten; the device has no key now.
 */
export const DECIDED_BY = [
  'device',
  'group',
  'none',
  'calling_off',
  'person_unknown',
  'device_unregistered',
] as const
export type DecidedBy = (typeof DECIDED_BY)[number]

/** Why a ring was refused. Only an app's back end is told; a device gets no more than the words of `message` (C2). */
export interface Decision {
  by: DecidedBy
  /** When the row that decided was last changed, in milliseconds since 1970; null: no row did. */
  at: number | null
  /** One sentence, in the language of the request. */
  explanation: string
}
