/** A small OIDC issuer on this machine, for tests: discovery, keys, and tokens signed with them. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export type TokenIssuer = Awaited<ReturnType<typeof startTokenIssuer>>
type Keys = Awaited<ReturnType<typeof generateKeyPair>>

/** @param issuedAt of its tokens, in milliseconds since 1970; they are good for ten minutes */
export async function startTokenIssuer(issuedAt: number) {
  const keys: Keys = await generateKeyPair('ES256', { extractable: true })
  const asked: string[] = []
  const paths: Record<string, (url: string) => unknown> = {
    '/.well-known/openid-configuration': (url) => ({ issuer: url, jwks_uri: `${url}/keys` }),
  }
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }
  paths['/keys'] = () => ({ keys: [jwk] })
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const answer = paths[request.url ?? '']?.(url)
    if (answer === undefined) return response.writeHead(404).end()
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    paths,
    token: (claims: JWTPayload = {}, key = keys.privateKey, kid = 'k1') =>
      new SignJWT({
        iss: url,
        aud: 'web',
        sub: 'alice',
        iat: issuedAt / 1000,
        exp: issuedAt / 1000 + 600,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(key),
    stop: () => new Promise((stopped) => server.close(stopped)),
  }
}
