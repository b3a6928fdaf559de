/** A TCP proxy between a node and what it depends on, which a fault cuts, and which a fail-over points elsewhere. */

import { connect, createServer, type Socket } from 'node:net'

export interface Link {
  /** Of 127.0.0.1; stays the same. */
  port: number
  /** Where it leads from now on; connections that are open are closed. */
  lead(port: number): void
  /**
   * `closed`: connections are closed, and new ones refused. `silent`: nothing goes through, as when a cable is pulled;
   * nobody is told.
   */
  cut(how: 'closed' | 'silent'): void
  /** Connections that had fallen silent are closed: what was lost on them cannot be made good. */
  mend(): void
  close(): void
}

/** @param port where it leads, of 127.0.0.1 */
export async function openLink(port: number): Promise<Link> {
  let target = port
  let state: 'open' | 'closed' | 'silent' = 'open'
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    keep(near)
    // The server behind would only see a connection on which nothing is said.
    if (state === 'silent') return
    if (state === 'closed') {
      near.resetAndDestroy()
      return
    }
    const far = connect(target, '127.0.0.1')
    keep(far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => {
        if (state === 'silent' || to.write(data)) return
        from.pause()
        to.once('drain', () => from.resume())
      })
      from.on('close', () => {
        if (state !== 'silent') to.destroy()
      })
    }
  })
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const closeAll = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as { port: number }).port,
    lead(to) {
      target = to
      closeAll()
    },
    cut(how) {
      state = how
      if (how === 'closed') closeAll()
    },
    mend() {
      if (state === 'silent') closeAll()
      state = 'open'
    },
    close() {
      server.close()
      closeAll()
    },
  }
}
