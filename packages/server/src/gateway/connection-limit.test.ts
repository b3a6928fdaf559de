import { createServer, get } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readSettings, type Settings } from '../config/settings.ts'
import { limitConnections } from './connection-limit.ts'

/** A server that allows an address one WebSocket, and so 501 connections. */
async function serverWith(settings: Partial<Settings>) {
  const server = createServer((_request, response) => response.end('here'))
  limitConnections(server, { ...readSettings(), maxSocketsPerAddress: 1, ...settings })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  const open = (localAddress?: string) => {
    const socket = connect({ port, host: '127.0.0.1', ...(localAddress && { localAddress }) })
    socket.on('error', () => {})
    sockets.push(socket)
    return socket
  }
  const holds = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  const answers = (localAddress: string) =>
    new Promise<boolean>((resolve) => {
      get({ port, host: '127.0.0.1', localAddress, agent: false }, (response) => {
        response.resume()
        response.on('end', () => resolve(true))
      }).on('error', () => resolve(false))
    })
  return { open, holds, answers }
}

test('an address holds no more connections than its share, and others still get in', async () => {
  const { open, holds, answers } = await serverWith({})
  const first = open('127.0.0.1')
  for (let n = 1; n < 520; n++) open('127.0.0.1')
  await vi.waitFor(async () => expect(await holds()).toBe(501))
  expect(await answers('127.0.0.1')).toBe(false)
  expect(await answers('127.0.0.2')).toBe(true)
  first.destroy()
  await vi.waitFor(async () => expect(await answers('127.0.0.1')).toBe(true))
})

test('a trusted proxy is not an address of its own', async () => {
  const { open, holds } = await serverWith({ trustProxy: ['127.0.0.1'] })
  // In two parts, since the queue in front of a listening socket holds 511.
  for (let n = 0; n < 300; n++) open('127.0.0.1')
  await vi.waitFor(async () => expect(await holds()).toBe(300))
  for (let n = 0; n < 300; n++) open('127.0.0.1')
  await vi.waitFor(async () => expect(await holds()).toBe(600))
})
