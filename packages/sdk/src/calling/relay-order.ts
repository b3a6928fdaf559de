/** The order in which a client uses several TURN servers: nearest first, by its own measurement. */

import type { IceServer } from '@callgrant/protocol'

/** A TURN server is known by its addresses: its credentials change with each call. */
export const relayName = ({ urls }: IceServer): string => urls.join()

/** True for TURN, false for STUN, which any number of may be asked. */
export const isRelay = ({ urls }: IceServer): boolean => urls.some((url) => /^turns?:/i.test(url))

/**
 * @param times by `relayName`: milliseconds until it gave an address; Infinity: it gave none
 * @returns STUN servers as they are, then TURN servers: those measured, the nearest first; those not measured, and those
 *   that gave no address, each in the order of the server's settings
 */
export function orderRelays(servers: readonly IceServer[], times: ReadonlyMap<string, number>): IceServer[] {
  const rank = (server: IceServer): [number, number] => {
    const ms = times.get(relayName(server))
    if (ms === undefined) return [1, 0]
    return Number.isFinite(ms) ? [0, ms] : [2, 0]
  }
  const relays = servers.filter(isRelay).map((server) => ({ server, rank: rank(server) }))
  // Sorting is stable.
  relays.sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
  return [...servers.filter((server) => !isRelay(server)), ...relays.map(({ server }) => server)]
}
