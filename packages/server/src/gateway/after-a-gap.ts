/** What a node does for its clients when it has lost its bus or its store, and when the bus is back. */

import { inBackground } from '../acts/background.ts'
import type { Context } from '../context.ts'
import type { Readiness } from '../transport/readiness.ts'
import type { Connection } from './connection.ts'
import type { SocketLimits } from './socket-limits.ts'

/**
 * What clients were told while the bus was away is read from the store: first for those who are in a call or are rung.
 * @param width clients that read at the same time
 */
export function catchUpAll(ctx: Context, connections: Connection[], width: number): void {
  const inOrder = connections.toSorted((a, b) => Number(a.idle) - Number(b.idle)).values()
  inBackground(ctx, async (stopping) => {
    const some = async () => {
      for (const connection of inOrder) {
        if (stopping.aborted) return
        await connection.catchUp()
      }
    }
    await Promise.all(Array.from({ length: width }, some))
  })
}

/**
 * Sends clients that are in no call to another node once this one has lacked its store or the bus for a while: here
 * they are not rung. Those in a call stay, since their signs of life need no bus, until it ends.
 * @returns the timer
 */
export function sendAway(
  readiness: Readiness,
  open: ReadonlyMap<unknown, Connection>,
  limits: SocketLimits,
): NodeJS.Timeout {
  let unreadySince: number | null = null
  const look = async () => {
    const ready = await readiness.require().then(
      () => true,
      () => false,
    )
    if (ready) unreadySince = null
    else unreadySince ??= performance.now()
    if (unreadySince === null || performance.now() - unreadySince < limits.unreadyMs) return
    for (const connection of open.values()) {
      // Not all at once, at the nodes that are left.
      if (connection.idle) void connection.stop(200 + Math.floor(Math.random() * 4_000))
    }
  }
  return setInterval(() => void look(), limits.refreshMs).unref()
}
