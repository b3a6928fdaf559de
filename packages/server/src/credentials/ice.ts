/** The STUN and TURN servers of a call. TURN credentials are limited in time, so the secret stays on the server. */

import { createHmac } from 'node:crypto'
import type { IceServer } from '@callgrant/protocol'

/** What the settings say about STUN and TURN. */
export interface IceSettings {
  /** `stun:host:3478`, … */
  stunUrls: readonly string[]
  /** `turn:host:3478?transport=udp`, `turns:host:5349`, …: those of one host are one server, others are other servers. */
  turnUrls: readonly string[]
  /** The `static-auth-secret` of coturn; null: no TURN is offered, since nobody could use it. */
  turnSecret: string | null
  /** How long a credential is good, in seconds. */
  turnTtlSeconds: number
}

/** Whether clients are given a TURN server. */
export function hasRelay({ turnUrls, turnSecret }: IceSettings): boolean {
  return turnUrls.length > 0 && turnSecret !== null
}

/**
 * The ICE servers for one client, with one entry for each TURN server, so that it can use the nearest. The TURN pair is that of coturn's REST scheme: the user name is
 * `<expiry in seconds>:<identity>`, the password the base64 of HMAC-SHA1 over it with the shared secret.
 *
 * @param identity who may use it, for the TURN server's log and quota
 * @param now milliseconds since 1970
 */
export function iceServers(settings: IceSettings, identity: string, now: number): IceServer[] {
  const servers: IceServer[] = []
  if (settings.stunUrls.length > 0) servers.push({ urls: [...settings.stunUrls] })
  if (settings.turnUrls.length > 0 && settings.turnSecret !== null) {
    const username = `${Math.floor(now / 1000) + settings.turnTtlSeconds}:${identity}`
    const credential = createHmac('sha1', settings.turnSecret).update(username).digest('base64')
    for (const urls of byHost(settings.turnUrls)) servers.push({ urls, username, credential })
  }
  return servers
}

/** The ways to each server, in the order in which they are named. */
function byHost(urls: readonly string[]): string[][] {
  const host = (url: string) => /^turns?:(\[[^\]]*\]|[^:?]*)/i.exec(url)?.[1]?.toLowerCase() ?? url
  return [...Map.groupBy(urls, host).values()]
}
