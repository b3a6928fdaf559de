/** The request `sign_in`: the first of every connection, and sent again with a new token before the old one expires. */

import { CallgrantError, CLOSE, type Language, type ParsedRequest, REQUESTS } from '@callgrant/protocol'
import { type Identified, identifyClient } from '../acts/calls/identify-client.ts'
import { address as busAddress } from '../bus/bus.ts'
import type { Context } from '../context.ts'
import { parseOrRefuse } from '../transport/parse.ts'
import type { Envelope } from './frames.ts'
import type { SocketRates } from './socket-limits.ts'

/** The sign-in, checked. @throws CallgrantError `bad_request` with faults */
export function parseSignIn(envelope: Envelope): ParsedRequest<'sign_in'> {
  return parseOrRefuse(REQUESTS.sign_in, envelope.fields, 'message')
}

/**
 * Finds out who signs in. A wrong token is counted against the address, a right one against the person or device: so
 * nobody who signs in is kept out by others at the same address.
 * @throws CallgrantError `unauthenticated`, `token_expired`, `rate_limited`
 */
export async function authenticateSignIn(
  ctx: Context,
  rates: SocketRates,
  address: string,
  { token, client_id, language }: ParsedRequest<'sign_in'>,
): Promise<Identified> {
  const identified = await identify(ctx, rates, address, token, client_id, language)
  await rates.signIn(busAddress.client(identified.client))
  return identified
}

async function identify(
  ctx: Context,
  rates: SocketRates,
  address: string,
  token: string,
  clientId: string,
  language: Language,
): Promise<Identified> {
  try {
    return await identifyClient(ctx, token, clientId, language)
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'unauthenticated') await rates.wrongToken(address)
    throw error
  }
}

/** As much as a reason has room for. */
export const ORIGIN_REFUSED = 'origin_not_allowed: see CALLGRANT_ALLOWED_ORIGINS and the origins of the app'

/** How the connection is closed after a refused sign-in. Only `UNAUTHENTICATED` asks the client for another token. */
export function closeAfterRefusal(error: unknown): [code: number, reason: string] {
  switch (error instanceof CallgrantError ? error.code : 'internal') {
    case 'rate_limited':
      return [CLOSE.TOO_MANY, 'too many sign-ins']
    case 'origin_not_allowed':
      return [CLOSE.ORIGIN_NOT_ALLOWED, ORIGIN_REFUSED]
    case 'unavailable':
      return [1013, 'try again later']
    case 'internal':
      return [1011, 'the sign-in failed']
    default:
      return [CLOSE.UNAUTHENTICATED, 'not signed in']
  }
}
