/** A TCP proxy whose connections can fall silent, as those of a phone that left its network do: nobody closes them. */

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface SilentProxy {
  /** What the clients take for the server, `http://…`. */
  url: string
  /** From now on nothing goes through the connections that are open; those that are opened later work. */
  silence(): void
  /** How many fell silent and were closed by neither end. */
  readonly halfOpen: number
  close(): void
}

/** @param target the server */
export async function silentProxy(target: URL): Promise<SilentProxy> {
  const open = new Set<{ near: Socket; far: Socket; silent: boolean }>()
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    const pair = { near, far, silent: false }
    open.add(pair)
    sockets.push(near, far)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => void (!pair.silent && to.write(data)))
      from.on('error', () => from.destroy())
      from.on('close', () => {
        open.delete(pair)
        // Where nothing goes through, the other end does not hear of the close either.
        if (!pair.silent) to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silence() {
      for (const pair of open) pair.silent = true
    },
    get halfOpen() {
      return [...open].filter(({ silent }) => silent).length
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
