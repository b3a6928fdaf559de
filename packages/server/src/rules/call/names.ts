/** The names that the two sides of a call are shown (A9, C5). */

import { joinDeviceName } from '@callgrant/protocol/names'

/**
 * The name of the device as the person sees it.
 *
 * @param facts `snapshot`: the name in the authorization, which wins whatever the caller says (A9); `given`: what
 *   the app calls the device, for a call without an authorization
 */
export function deviceNameShown(facts: {
  snapshot: string | null
  given: string | undefined
  modelType: string
  sn: string
}): string {
  if (facts.snapshot !== null) return facts.snapshot
  const given = facts.given?.trim()
  return given ? given : joinDeviceName(facts.modelType, facts.sn)
}

/** The name of the person as the device shows it: what they call themselves in this call, else their openid. */
export function personNameShown(given: string | undefined, openid: string): string {
  const name = given?.trim()
  return name ? name : openid
}
