/** The client's id: the same after a reconnect, so that the server recognises the client (C15). */

const KEY = 'callgrant.client-id'

/** @param storage keeps it over a reload; without one it lasts as long as the page or process */
export function clientId(storage?: Pick<Storage, 'getItem' | 'setItem'>): string {
  const kept = storage?.getItem(KEY)
  if (kept && /^[0-9A-Za-z_-]{8,64}$/.test(kept)) return kept
  const made = crypto.randomUUID()
  storage?.setItem(KEY, made)
  return made
}
