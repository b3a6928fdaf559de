/** The one-time token of the link that `callgrant console` prints: `/console/#token=…`. */

const TOKEN = /^#token=(.+)$/

/** Takes it out of the address, so that it is not left in the history; null: there is none. */
export function takeLinkToken(): string | null {
  const found = TOKEN.exec(location.hash)
  if (!found?.[1]) return null
  history.replaceState(null, '', location.pathname + location.search)
  return decodeURIComponent(found[1])
}

/** The token of what was pasted: the whole link, or the token itself. */
export function tokenIn(pasted: string): string {
  const trimmed = pasted.trim()
  const at = trimmed.indexOf('#token=')
  return at < 0 ? trimmed : decodeURIComponent(trimmed.slice(at + '#token='.length))
}
