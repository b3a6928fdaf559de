/** A wire to a database or a NATS server, which a test cuts and mends. */

import { createServer, connect as dial, type Socket } from 'node:net'

export interface Wire {
  /** The target's address, by this wire. */
  url: string
  /** Ends all connections, and takes no more. */
  cut(): void
  mend(): void
  /** Carries nothing more from the target, whose connections stay open. */
  stall(): void
  flow(): void
  close(): void
}

/** @param defaultPort of the target, where its URL names none */
export async function wireTo(target: URL, defaultPort: number): Promise<Wire> {
  const open = new Set<Socket>()
  const fars = new Set<Socket>()
  let whole = true
  const relay = createServer((near) => {
    if (!whole) return near.destroy()
    const far = dial(Number(target.port || defaultPort), target.hostname)
    fars.add(far)
    far.on('close', () => fars.delete(far))
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
      })
      // A cut wire is what this is for.
      socket.on('error', () => {})
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((relay.address() as { port: number }).port)
  const cut = () => {
    whole = false
    for (const socket of open) socket.destroy()
  }
  return {
    url: url.href,
    cut,
    mend() {
      whole = true
    },
    stall() {
      for (const far of fars) far.pause()
    },
    flow() {
      for (const far of fars) far.resume()
    },
    close() {
      cut()
      relay.close()
    },
  }
}
