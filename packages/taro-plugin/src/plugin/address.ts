/** Parses a server's address. Without `URL`, whose properties React Native does not implement. */

export interface Address {
  scheme: 'http' | 'https'
  /** Whether it has a user or a password. */
  user: boolean
  /** In lower case, `[…]` around an IPv6 address. */
  host: string
  /** Scheme, host and port, without the scheme's default port. */
  origin: string
  /** From the first `/`, `?` or `#` on; empty when there is none. */
  rest: string
}

const PARTS = /^(https?):\/\/([^/?#]*@)?([^/?#@:[\]\s]+|\[[\da-f:.]+\])(?::(\d{1,5}))?([/?#].*)?$/i
/** Characters that are not allowed in a host. */
const NOT_IN_HOST = /[\\%<>^|"`{}]/
const DEFAULT_PORT = { http: 80, https: 443 }

/** @returns null when it is not a complete http or https address */
export function addressOf(text: string): Address | null {
  const [, scheme, user, host = '', port, rest = ''] = PARTS.exec(text) ?? []
  if (!scheme || NOT_IN_HOST.test(host) || Number(port ?? 1) > 65_535) return null
  const lower = scheme.toLowerCase() as Address['scheme']
  const name = host.toLowerCase()
  const number = port === undefined || Number(port) === DEFAULT_PORT[lower] ? '' : `:${Number(port)}`
  return { scheme: lower, user: user !== undefined, host: name, origin: `${lower}://${name}${number}`, rest }
}
