/** The parts of a server's address. Not by `URL`: on React Native it has none of its parts, and takes any text. */

export interface Address {
  scheme: 'http' | 'https'
  /** Whether there is a user or a password in it. */
  user: boolean
  /** In lower case, `[…]` around an IPv6 address. */
  host: string
  /** All before the path, without a port that goes without saying. */
  origin: string
  /** From the first `/`, `?` or `#` on; empty when there is none. */
  rest: string
}

const PARTS = /^(https?):\/\/([^/?#]*@)?([^/?#@:[\]\s]+|\[[\da-f:.]+\])(?::(\d{1,5}))?([/?#].*)?$/i
/** What no host can have in it. */
const NO_HOST = /[\\%<>^|"`{}]/
const USUAL = { http: 80, https: 443 }

/** @returns null when it is no whole http(s) address */
export function addressOf(text: string): Address | null {
  const [, scheme, user, host = '', port, rest = ''] = PARTS.exec(text) ?? []
  if (!scheme || NO_HOST.test(host) || Number(port ?? 1) > 65_535) return null
  const lower = scheme.toLowerCase() as Address['scheme']
  const name = host.toLowerCase()
  const number = port === undefined || Number(port) === USUAL[lower] ? '' : `:${Number(port)}`
  return { scheme: lower, user: user !== undefined, host: name, origin: `${lower}://${name}${number}`, rest }
}
