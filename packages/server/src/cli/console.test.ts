/** `callgrant console` against a server that runs: its link signs in once. */

import { expect, it, vi } from 'vitest'
import { callgrant, serve } from './test/callgrant.ts'

vi.setConfig({ testTimeout: 60_000 })

it('prints a link that signs in, by the token in the data folder', async () => {
  const server = await serve(['--console'])
  const env = { CALLGRANT_SERVER: server.address, CALLGRANT_DATA_DIR: server.dataDir }
  const ran = await callgrant(['console', '--role', 'viewer', '--who', 'Night shift'], { env })
  expect([ran.code, ran.err]).toEqual([0, ''])
  // In the fragment, which no server and no proxy gets to see.
  const [, address, token] = /^(.*)\/console\/#token=([\w-]{43})\n$/.exec(ran.out) ?? []
  expect(address).toBe(server.address)
  const signIn = () =>
    fetch(`${address}/console/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
  expect(await (await signIn()).json()).toMatchObject({ signed_in: true, who: 'Night shift', role: 'viewer' })
  expect((await signIn()).status).toBe(401)
  const wrong = await callgrant(['console', '--role', 'king'], { env })
  expect(wrong.code).toBe(2)
  expect(wrong.err).toContain('owner, operator, viewer')
  const { out } = await server.stop()
  expect(out).not.toContain(token)
})

it('says what to do where the console is off', async () => {
  const server = await serve()
  const env = { CALLGRANT_SERVER: server.address, CALLGRANT_DATA_DIR: server.dataDir }
  const ran = await callgrant(['console'], { env })
  expect(ran.code).toBe(1)
  expect(ran.err).toContain('--console')
  await server.stop()
})
