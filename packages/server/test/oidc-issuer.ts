/** A real OIDC issuer for tests (`oidc-provider`), on a free port of this machine, and a browser without a screen. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface Issuer {
  url: string
  /** Who is at the keyboard: signs in as soon as the issuer asks. */
  somebody: { sub: string; email?: string; email_verified?: boolean }
  stop(): Promise<void>
}

export const CLIENT = { id: 'callgrant-console', secret: 'a-secret-of-the-test-client-0123456789' }

/** @param redirectUri where it sends people back to */
export async function startIssuer(redirectUri: string): Promise<Issuer> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: Issuer = {
    url,
    somebody: { sub: 'u-1' },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ['test'] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...issuer.somebody, sub }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid email')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, reply) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, reply)
    const login = { accountId: issuer.somebody.sub }
    void provider.interactionFinished(request, reply, { login }, { mergeWithLastSubmission: false })
  })
  return issuer
}

/** Follows redirects and keeps cookies, of each host and port its own. */
export class Browser {
  readonly jar = new Map<string, Map<string, string>>()
  /** Every address that it went to. */
  readonly visited: string[] = []

  /** @param until it goes to no address of which this is true, and answers with it */
  async open(address: string, until: (address: string) => boolean = () => false): Promise<string> {
    let next = address
    for (let step = 0; step < 20; step++) {
      if (until(next)) return next
      this.visited.push(next)
      const response = await this.fetch(next)
      const location = response.headers.get('location')
      if (location === null) return next
      next = new URL(location, next).href
    }
    throw new Error(`Redirected without end: ${this.visited.join(' → ')}`)
  }

  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(address)
    const cookies = this.jar.get(host) ?? new Map<string, string>()
    this.jar.set(host, cookies)
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as object), ...(cookie && { cookie }) },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
}
