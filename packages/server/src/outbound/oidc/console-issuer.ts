/** The issuer at which people sign in to the console: authorization code, PKCE, state and nonce (OpenID Connect Core 1.0). */

import type { Configuration } from 'openid-client'
import { isLoopback, type Settings } from '../../config/settings.ts'

/** What a browser must bring back, to end the sign-in that it began. */
export interface PendingSignIn {
  state: string
  nonce: string
  verifier: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** Who signed in, as the issuer says. */
export interface IssuerIdentity {
  sub: string
  /** Null where there is none, or the issuer has not verified it. */
  email: string | null
}

const CALLBACK = '/console/api/oidc/callback'
/** How long the issuer is waited for, in seconds. */
const WAIT_SECONDS = 10
/** How long what the issuer says of itself is kept, in milliseconds. */
const KEPT_MS = 60 * 60_000

type Client = typeof import('openid-client')

const known = new WeakMap<Settings, { until: number; configuration: Promise<Configuration> }>()

/** @returns the address at the issuer @throws what the issuer, or the way to it, did wrong */
export async function beginAtIssuer(
  settings: Settings,
  now: number,
  pending: Pick<PendingSignIn, 'expiresAt'>,
): Promise<{ url: string; pending: PendingSignIn }> {
  const client = await import('openid-client')
  const configuration = await configurationOf(client, settings, now)
  const [state, nonce, verifier] = [
    client.randomState(),
    client.randomNonce(),
    client.randomPKCECodeVerifier(),
  ]
  const url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: settings.publicUrl + CALLBACK,
    scope: 'openid email',
    response_type: 'code',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return { url: url.href, pending: { ...pending, state, nonce, verifier } }
}

/**
 * Exchanges the code, and checks the ID token: its signature, issuer, audience, time and nonce; and the state.
 * @param query of the address that the browser came back to @throws what is wrong with it
 */
export async function finishAtIssuer(
  settings: Settings,
  now: number,
  { state, nonce, verifier }: PendingSignIn,
  query: string,
): Promise<IssuerIdentity> {
  const client = await import('openid-client')
  const configuration = await configurationOf(client, settings, now)
  const tokens = await client.authorizationCodeGrant(
    configuration,
    new URL(`${settings.publicUrl}${CALLBACK}${query}`),
    { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
  )
  const claims = tokens.claims()
  if (!claims) throw new Error('The issuer sent no ID token.')
  const { sub } = claims
  // Many issuers put the address there, others tell it only when they are asked.
  if (typeof claims.email === 'string') return { sub, email: verified(claims) }
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return { sub, email: null }
  return { sub, email: verified(await client.fetchUserInfo(configuration, tokens.access_token, sub)) }
}

function verified(claims: Record<string, unknown>): string | null {
  const { email, email_verified } = claims
  return typeof email === 'string' && email_verified === true ? email : null
}

function configurationOf(client: Client, settings: Settings, now: number): Promise<Configuration> {
  const found = known.get(settings)
  if (found && found.until > now) return found.configuration
  const configuration = discover(client, settings)
  known.set(settings, { until: now + KEPT_MS, configuration })
  configuration.catch(() => known.delete(settings))
  return configuration
}

async function discover(client: Client, settings: Settings): Promise<Configuration> {
  const { consoleIssuer, consoleClientId, consoleClientSecret: secret } = settings
  const issuer = new URL(consoleIssuer)
  const plain = issuer.protocol === 'http:' && isLoopback(issuer.hostname)
  const authentication = secret === null ? client.None() : client.ClientSecretBasic(secret)
  return client.discovery(issuer, consoleClientId, undefined, authentication, {
    timeout: WAIT_SECONDS,
    ...(plain && { execute: [client.allowInsecureRequests] }),
  })
}
