/** What the page asks of your own back end. */

import type { RecentCall } from '../backend/recent-calls.ts'
import type { Config } from '../door/ring.ts'

export interface Home {
  user: string
  doors: { sn: string; name: string; nameZh: string }[]
  calls: RecentCall[]
}

/** A refusal of the back end: `signed_out`, `not_authorized` … */
export class ApiError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export const api = {
  config: () => ask<Config>('GET', '/api/config'),
  signIn: (user: string) => ask('POST', '/api/sign-in', { user }),
  signOut: () => ask('POST', '/api/sign-out'),
  home: () => ask<Home>('GET', '/api/home'),
  session: async () => (await ask<{ session: string }>('POST', '/api/session')).session,
  ticket: async (sn: string) => (await ask<{ snTicket: string }>('POST', `/api/doors/${sn}/ticket`)).snTicket,
  testRing: (sn: string) => ask('POST', `/api/doors/${sn}/test-ring`),
}

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  // A proxy in between answers with a page when the back end is away.
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer as T
  const { code = 'failed', message = `The back end answered ${response.status}.` } = answer as Record<
    string,
    string
  >
  throw new ApiError(code, message)
}
