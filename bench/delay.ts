/** A slow network in one process: what goes through is passed on unchanged, and later. */

import { createSocket, type Socket } from 'node:dgram'
import { type AddressInfo, connect as connectTcp, createServer, type Socket as TcpSocket } from 'node:net'
import { WebSocketServer } from 'ws'

/** @returns an address at which the server at `target` is reached, each way so much later */
export async function delayedTcp(target: URL, ms: number): Promise<{ url: string; close(): void }> {
  const open = new Set<TcpSocket>()
  const server = createServer((near) => {
    const far = connectTcp(Number(target.port), target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(from)
      from.setNoDelay(true)
      from.on('data', (data) => void setTimeout(() => to.writable && to.write(data), ms))
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        setTimeout(() => to.destroy(), ms)
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

/** A WebSocket server that passes each message on to all others, so much later as two ways to a server take. */
export async function messageRelay(ms: number): Promise<{ url: string; close(): void }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      setTimeout(() => {
        for (const other of server.clients) if (other !== socket) other.send(String(data))
      }, 2 * ms)
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const client of server.clients) client.terminate()
      server.close()
    },
  }
}

/** Media takes detours: packets to a candidate, and those back, arrive so much later. */
export function delayedUdp(
  ms: number,
  /** Where detours begin: another address of this machine is another server to a client. */
  host = '127.0.0.1',
): { detour(candidate: string): Promise<string>; close(): void } {
  const sockets: Socket[] = []
  const bound = async (address = '127.0.0.1'): Promise<Socket> => {
    const socket = createSocket('udp4')
    sockets.push(socket)
    socket.on('error', () => {})
    await new Promise<void>((resolve) => socket.bind(0, address, resolve))
    return socket
  }
  return {
    /** @returns the candidate with the address of a detour to it; empty for one that has none: TCP, IPv6 */
    async detour(candidate) {
      if (ms === 0) return candidate
      const parts = candidate.split(' ')
      const [address = '', port = ''] = [parts[4], parts[5]]
      if (parts[2]?.toLowerCase() !== 'udp' || !/^[\d.]+$/.test(address)) return ''
      const near = await bound(host)
      const far = new Map<string, Promise<Socket>>()
      near.on('message', (packet, from) => {
        const key = `${from.address}:${from.port}`
        let out = far.get(key)
        if (!out) {
          out = bound().then((socket) => {
            socket.on('message', (back) => later(() => near.send(back, from.port, from.address)))
            return socket
          })
          far.set(key, out)
        }
        later(async () => (await out).send(packet, Number(port), address))
      })
      parts[4] = host
      parts[5] = String(near.address().port)
      return parts.join(' ')
    },
    close() {
      for (const socket of sockets) socket.close()
    },
  }

  function later(work: () => void | Promise<void>): void {
    setTimeout(async () => {
      try {
        await work()
      } catch (error) {
        // Closed meanwhile: the measurement is over.
        if ((error as { code?: string }).code !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error
      }
    }, ms)
  }
}
