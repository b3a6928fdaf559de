import { createServer, get } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readSettings, type Settings } from '../config/settings.ts'
import { limitConnections } from './connection-limit.ts'

/** A server that allows an address 500 connections. */
async function serverWith(settings: Partial<Settings>) {
  const server = createServer((_request, response) => response.end('here'))
  const keep = limitConnections(server, { ...readSettings(), ...settings })
  const accepted: Socket[] = []
  server.on('connection', (socket) => accepted.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  const open = (localAddress = '127.0.0.1') => {
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    socket.on('error', () => {})
    sockets.push(socket)
    return socket
  }
  /** In two parts, since the queue in front of a listening socket holds 511. */
  const openMany = async (count: number) => {
    const before = accepted.length
    for (let done = 0; done < count; done += 300) {
      const now = Math.min(300, count - done)
      for (let n = 0; n < now; n++) open()
      await vi.waitFor(() => expect(accepted.length).toBe(before + done + now), { timeout: 10_000 })
    }
  }
  const holds = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)))
  const answers = (localAddress: string) =>
    new Promise<boolean>((resolve) => {
      get({ port, host: '127.0.0.1', localAddress, agent: false }, (response) => {
        response.resume()
        response.on('end', () => resolve(true))
      }).on('error', () => resolve(false))
    })
  return { open, openMany, accepted, keep, holds, answers }
}

const PATIENCE = { timeout: 10_000 }

test('an address holds no more connections than its share; the newest closes the oldest, so it is locked out by none', async () => {
  const { open, openMany, accepted, holds, answers } = await serverWith({})
  const first = open()
  await vi.waitFor(() => expect(accepted).toHaveLength(1), PATIENCE)
  await openMany(520)
  await vi.waitFor(async () => expect(await holds()).toBe(500), PATIENCE)
  await vi.waitFor(() => expect(first.destroyed || first.readableEnded || first.closed).toBe(true), PATIENCE)
  expect(await answers('127.0.0.1')).toBe(true)
  expect(await answers('127.0.0.2')).toBe(true)
})

test('a connection that belongs to somebody known is not closed for newer ones', async () => {
  const { open, openMany, accepted, keep, holds } = await serverWith({})
  const known = open()
  await vi.waitFor(() => expect(accepted).toHaveLength(1))
  keep(accepted[0] as Socket)
  await openMany(520)
  await vi.waitFor(async () => expect(await holds()).toBe(501), PATIENCE)
  expect(accepted[0]?.destroyed).toBe(false)
  known.destroy()
  await vi.waitFor(async () => expect(await holds()).toBe(500), PATIENCE)
})

test('a trusted proxy is not an address of its own', async () => {
  const { openMany, holds } = await serverWith({ trustProxy: ['127.0.0.1'] })
  await openMany(600)
  await vi.waitFor(async () => expect(await holds()).toBe(600), PATIENCE)
})
