/** The session of this browser with the console, kept by an HttpOnly cookie. */

import { CallgrantError, type WireError } from '@callgrant/protocol/errors'
import { queryOptions } from '@tanstack/react-query'

export type Role = 'owner' | 'operator' | 'viewer'

export interface SignedIn {
  signed_in: true
  /** Whether an OIDC issuer is set up. */
  oidc: boolean
  who: string
  role: Role
  /** Goes with every request that changes something. */
  csrf: string
  /** Milliseconds since 1970. */
  expires_at: number
  apps: { appid: string; name: string }[]
}
export type ConsoleSession = SignedIn | { signed_in: false; oidc: boolean }

export const API = '/console/api'
export const OIDC_START = `${API}/oidc/start`

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => request<ConsoleSession>('GET', '/session'),
  staleTime: 60_000,
})

/** @param token of the link that `callgrant console` prints */
export const signIn = (token: string) => request<ConsoleSession>('POST', '/session', { token })

export const signOut = (csrf: string) => request<unknown>('DELETE', '/session', undefined, csrf)

/** @throws CallgrantError the server's refusal, or `network` */
export async function request<T>(method: string, path: string, body?: object, csrf?: string): Promise<T> {
  const headers = {
    'accept-language': document.documentElement.lang,
    ...(body && { 'content-type': 'application/json' }),
    ...(csrf && { 'x-csrf-token': csrf }),
  }
  const sent = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  const response = await fetch(API + path, sent).catch((cause) => {
    throw new CallgrantError('network', { cause })
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok) return answer as T
  const { code, message } = (answer as { error?: WireError } | undefined)?.error ?? {}
  throw new CallgrantError((code ?? 'internal') as 'internal', message === undefined ? {} : { message })
}
