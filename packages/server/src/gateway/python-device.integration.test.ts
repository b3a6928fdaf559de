/** examples/python-device: a device that has nothing of ours but docs/protocol.md. */

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Call } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { findPython, hasPython } from '../../../../scripts/lib/python.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { MODEL, type TestServer, testServer } from '../../test/test-server.ts'

const PROGRAM = join(import.meta.dirname, '../../../../examples/python-device/ring.py')
/** A Python that starts, on a busy machine. */
const PATIENCE = { timeout: 40_000, interval: 20 }

describe.skipIf(!hasPython())('a device in Python, written from docs/protocol.md', () => {
  let server: TestServer
  let folder: string
  beforeAll(async () => {
    server = await testServer({ listen: true, now: Date.now })
    folder = mkdtempSync(join(tmpdir(), 'callgrant-python-'))
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Runs it to its end. @returns what it printed, and its exit code */
  const run = async (sn: string, openid: string, more: string[]) => {
    const device = ['--appid', server.appid, '--model', MODEL, '--sn', sn, '--key', join(folder, sn)]
    const args = [PROGRAM, '--server', server.address, ...device, '--openid', openid, ...more]
    const child = spawn(findPython() ?? 'python3', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    const code = await new Promise((ended) => child.once('close', ended))
    return { output, code }
  }
  const ticket = async (sn: string) => ['--ticket', await server.ticket({ model_id: MODEL, sn })]
  const phone = async (openid: string) => {
    const { session } = await server.person(openid)
    const client = await SocketClient.connect(`${server.address.replace('http', 'ws')}/v1/socket`)
    await client.granted('sign_in', { token: session, client_id: `${openid}-phone` })
    return client
  }
  const isRung = (client: SocketClient, state: Call['state']) =>
    vi.waitFor(() => {
      const last = client.notices.findLast((notice) => notice.type === 'call')?.call as Call | undefined
      if (last?.state !== state) throw new Error(`the call is ${last?.state}`)
      return last
    }, PATIENCE)

  test('registers, signs in, rings, and hangs up when it is answered', async () => {
    const alice = await server.person('alice')
    await alice.decide({ model_id: MODEL, sn: 'py-1' }, 'allow')
    const client = await phone('alice')
    const ringing = run('py-1', 'alice', await ticket('py-1'))
    const { room_id } = await isRung(client, 'ringing')
    await client.granted('call.accept', { room_id })
    expect(await isRung(client, 'ended')).toMatchObject({ end: { reason: 'hung_up', by: 'caller' } })
    expect(await ringing).toEqual({
      output: 'created\nringing\nconnecting\nended\nended: hung_up by caller\n',
      code: 0,
    })
    expect(statSync(join(folder, 'py-1')).mode & 0o777).toBe(0o600)
  })

  test('signs in with the key that it kept, and cancels when nobody answers', async () => {
    await (await server.person('bob')).decide({ model_id: MODEL, sn: 'py-2' }, 'allow')
    const refused = await run('py-2', 'carol', await ticket('py-2'))
    expect(refused).toMatchObject({ output: expect.stringContaining('refused openid_unknown'), code: 1 })
    const { output, code } = await run('py-2', 'bob', ['--ring', '0.5'])
    expect(output).toBe('created\nringing\nended\nended: cancelled by caller\n')
    expect(code).toBe(0)
  })

  test('hears that the person declined, and that one has not authorized it', async () => {
    await (await server.person('dora')).decide({ model_id: MODEL, sn: 'py-3' }, 'allow')
    const client = await phone('dora')
    const ringing = run('py-3', 'dora', await ticket('py-3'))
    const { room_id } = await isRung(client, 'ringing')
    await client.granted('call.reject', { room_id })
    expect((await ringing).output).toBe('created\nringing\nended\nended: rejected by listener\n')
    await server.person('eve')
    const { output, code } = await run('py-3', 'eve', [])
    expect(output).toMatch(/^refused not_authorized: openid has not authorized device py-3/)
    expect(code).toBe(1)
  })
})
