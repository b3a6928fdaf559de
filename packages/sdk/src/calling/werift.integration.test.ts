import { createSocket } from 'node:dgram'
import { promises } from 'node:dns'
import { afterEach, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { weriftMedia } from './werift.ts'

afterEach(() => vi.restoreAllMocks())

/** Makes an offer with these servers. @returns the names that were looked up for it, and how long it took */
async function offering(
  urls: string[],
  credential?: { username: string; credential: string },
): Promise<{ names: string[]; tookMs: number }> {
  const lookup = vi.spyOn(promises, 'lookup')
  const handlers = { onCandidate() {}, onTrack() {}, onState() {} }
  const peer = weriftMedia(werift).peers.connect(urls.length > 0 ? [{ urls, ...credential }] : [], handlers)
  const began = performance.now()
  peer.prepare(['audio', 'video'])
  await peer.offer(false)
  const tookMs = performance.now() - began
  peer.close()
  return { names: lookup.mock.calls.map(([name]) => name), tookMs }
}

test('asks nobody for its address where no STUN server is named', async () => {
  expect((await offering([])).names).toEqual([])
})

test('asks a STUN server that is named, and does not wait long for one that is silent', async () => {
  const silent = createSocket('udp4')
  await new Promise<void>((bound) => silent.bind(0, '127.0.0.1', bound))
  const { names, tookMs } = await offering([`stun:localhost:${silent.address().port}`])
  await new Promise<void>((closed) => silent.close(closed))
  expect(new Set(names)).toEqual(new Set(['localhost']))
  expect(tookMs).toBeLessThan(3000)
})

test('does not wait long for a relay that is silent', async () => {
  const silent = createSocket('udp4')
  await new Promise<void>((bound) => silent.bind(0, '127.0.0.1', bound))
  const asked = new Promise((heard) => silent.once('message', heard))
  const url = `turn:127.0.0.1:${silent.address().port}?transport=udp`
  const { tookMs } = await offering([url], { username: 'alice', credential: 'none' })
  await asked
  await new Promise<void>((closed) => silent.close(closed))
  expect(tookMs).toBeLessThan(4000)
})
