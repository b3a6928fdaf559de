/** Reads `NATS_URL`: the servers of one cluster, and who signs in. */

export interface NatsServers {
  /** `host:port` of each. */
  servers: string[]
  /** Whether TLS is asked for, by `tls://`. */
  tls: boolean
  user?: string
  pass?: string
  token?: string
}

/**
 * @param url one or more, comma-separated: `nats://host:4222`, `tls://user:password@host`, `nats://token@host`. The
 *   first user, password or token that is given counts for all
 * @throws Error with what to write instead, without the secret
 */
export function natsServers(url: string): NatsServers {
  const urls = url.split(',').map((one) => read(one.trim()))
  const { username, password } = urls.find((one) => one.username !== '') ?? { username: '', password: '' }
  const [name, secret] = [decodeURIComponent(username), decodeURIComponent(password)]
  return {
    servers: urls.map(({ hostname, port }) => `${hostname}:${port || 4222}`),
    tls: urls.some(({ protocol }) => protocol === 'tls:'),
    ...(name !== '' && (secret === '' ? { token: name } : { user: name, pass: secret })),
  }
}

function read(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  const isServer =
    url?.hostname && /^(nats|tls):$/.test(url.protocol) && /^\/?$/.test(url.pathname + url.search)
  if (!isServer || !isEncoded(url.username) || !isEncoded(url.password)) {
    throw new Error(
      'NATS_URL should be nats://host:4222 or tls://user:password@host:4222, several with commas between; ' +
        'odd characters of a password percent-encoded.',
    )
  }
  return url
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
