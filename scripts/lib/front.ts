/**
 * One address in front of several nodes, as a load balancer is: each connection goes to the first of them that is
 * ready. For one machine and for trying; a cluster that others rely on has a real one.
 */

import { connect, createServer, type Socket } from 'node:net'

/** How often each node is asked whether it is ready, and how long it may take, in milliseconds. */
const ASK_EVERY_MS = 500
const ANSWER_MS = 1_500

export interface Nodes {
  /** The addresses that are ready, in the order that is asked for; all of them when none is known to be. */
  inOrder(first: number): URL[]
  stop(): void
}

/** Asks `/readyz` of each node until `stop`. @param addresses `http://127.0.0.1:…` */
export function watchNodes(addresses: readonly string[]): Nodes {
  const urls = addresses.map((address) => new URL(address))
  const ready = new Set(urls)
  const stopped = new AbortController()
  const ask = async (url: URL) => {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(ANSWER_MS)])
    const answers = await fetch(new URL('/readyz', url), { signal }).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) ready.add(url)
    else ready.delete(url)
  }
  const timer = setInterval(() => void Promise.all(urls.map(ask)), ASK_EVERY_MS)
  return {
    inOrder(first) {
      const order = [...urls.slice(first), ...urls.slice(0, first)]
      const usable = order.filter((url) => ready.has(url))
      return usable.length > 0 ? usable : order
    },
    stop() {
      clearInterval(timer)
      stopped.abort()
    },
  }
}

export interface Front {
  /** `http://127.0.0.1:…` */
  address: string
  port: number
  close(): void
}

/** @param first the node that is preferred, by its index @param port 0 for any that is free */
export async function openFront(nodes: Nodes, first: number, port: number): Promise<Front> {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    open.add(near)
    near.on('close', () => open.delete(near))
    near.on('error', () => near.destroy())
    passOn(near, nodes.inOrder(first))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', listening)
  })
  const { port: bound } = server.address() as { port: number }
  return {
    address: `http://127.0.0.1:${bound}`,
    port: bound,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** To the first that takes the connection: one may have ended since it was asked. */
function passOn(near: Socket, [to, ...others]: URL[]): void {
  if (!to) {
    near.destroy()
    return
  }
  const far = connect(Number(to.port), to.hostname)
  const next = () => passOn(near, others)
  far.once('error', next)
  far.once('connect', () => {
    far.off('error', next)
    far.on('error', () => far.destroy())
    far.on('close', () => near.destroy())
    near.on('close', () => far.destroy())
    near.pipe(far).pipe(near)
  })
}
