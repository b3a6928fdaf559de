/** Backup and restore of both stores, as docs/operating.md says: under load, and started on what was restored. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBackend, createOperator } from '@callgrant/sdk/backend'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { findPgTools, hasPgTools } from '../../../../scripts/lib/pg-dump.ts'
import { startPostgres } from '../../../../scripts/lib/postgres.ts'
import { generateMasterKey } from '../credentials/keys.ts'
import { commandLine } from './command-line.ts'
import { callgrant as program } from './program.ts'
import type { Progress } from './progress.ts'
import { callgrant, type Serving, serve } from './test/callgrant.ts'

const ADMIN = 'operator'.repeat(4)
const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one()
})

/** A new folder, removed after the test. */
function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-backup-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function started(args: string[], env: Record<string, string>): Promise<Serving> {
  const server = await serve(args, { CALLGRANT_ADMIN_TOKEN: ADMIN, CALLGRANT_ASKS_PER_MINUTE: '0', ...env })
  undo.push(() => server.kill())
  return server
}

/** An app in which people answer, one after the other, until it is told to stop. */
async function load(server: string) {
  const { appid, secret } = await createOperator({ server, token: ADMIN }).apps.create({ name: 'Home' })
  const backend = createBackend({ server, appid, secret })
  await backend.models.create({ model_id: 'm_door', model_type: 'door phone' })
  const device = { model_id: 'm_door', sn: 'door-1' }
  const { sn_ticket } = await backend.tickets.create(device)
  const acknowledged: string[] = []
  let going = true
  const answer = async (openid: string) => {
    const { session } = await backend.sessions.create({ openid })
    const post = async (path: string, body: object) => {
      const response = await fetch(`${server}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      expect(response.status).toBe(200)
      return (await response.json()) as { ask: string }
    }
    const { ask } = await post('/v1/me/ask', { ...device, sn_ticket, device_name: 'Front' })
    await post('/v1/me/decide', { ask, decision: 'allow', words: 'May it?', sdk: 'test/1' })
    acknowledged.push(openid)
    return session
  }
  const first = await answer('alice')
  const lane = async (name: string) => {
    for (let n = 0; going; n++) await answer(`${name}-${n}`)
  }
  const lanes = Promise.all(['bob', 'carol'].map(lane))
  return {
    appid,
    secret,
    /** Alice's session, which the restored server takes as well. */
    session: first,
    acknowledged,
    async stop() {
      going = false
      await lanes
    },
  }
}

/** Everything that was acknowledged before the backup is there, with its record; and the server works. */
async function expectRestored(
  server: string,
  { appid, secret, session }: Awaited<ReturnType<typeof load>>,
  before: string[],
): Promise<void> {
  const backend = createBackend({ server, appid, secret })
  const there = await Array.fromAsync(backend.authorizations.list({ sn: 'door-1', model_id: 'm_door' }))
  expect(there.map(({ openid }) => openid)).toEqual(expect.arrayContaining(before))
  const records = await Array.fromAsync(backend.consentRecords.list({}))
  const allowed = records.filter(({ act }) => act === 'authorized').map(({ openid }) => openid)
  // Neither a row without its record, nor a record without its row.
  expect(allowed.toSorted()).toEqual(there.map(({ openid }) => openid).toSorted())
  const switched = await fetch(`${server}/v1/me/switch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model_id: 'm_door', sn: 'door-1', status: 0 }),
  })
  expect(switched.status).toBe(200)
  const check = await backend.authorizations.check({ openid: 'alice', model_id: 'm_door', sn: 'door-1' })
  expect(check.allowed).toBe(false)
}

describe('the embedded store', () => {
  it('is copied under load, and a server starts on the copy with all that was acknowledged', async () => {
    const folder = join(temporary(), 'copy')
    const server = await started([], {})
    const people = await load(server.address)
    await expect.poll(() => people.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(10)
    const before = [...people.acknowledged]
    const made = await callgrant(['backup', folder, '--json', '--data-dir', server.dataDir])
    expect(made).toMatchObject({ code: 0 })
    expect(made.json()).toEqual({ folder, files: ['callgrant.db', 'keys.json'] })
    await people.stop()
    // It is for its owner's eyes only, as what it was copied from.
    for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o077).toBe(0)
    const restored = await started(['--data-dir', folder], {})
    await expectRestored(restored.address, people, before)
  }, 120_000)

  it('says what takes long, and shows it: the copy is made beside it', async () => {
    const server = await started([], {})
    let said = ''
    let turns = 0
    const progress: Progress = {
      during(what, work) {
        said = what.en
        const counting = setInterval(() => turns++, 1)
        return work().finally(() => clearInterval(counting))
      },
      end() {},
    }
    const ignored = () => true
    const args = ['backup', join(temporary(), 'copy'), '--data-dir', server.dataDir]
    const streams = { out: ignored, err: ignored, progress: () => progress }
    expect(await commandLine(program, args, {}, streams)).toBe(0)
    expect(said).toBe(`Copying ${join(server.dataDir, 'callgrant.db')}`)
    expect(turns).toBeGreaterThan(5)
  }, 60_000)

  it('says why it failed', async () => {
    const data = temporary()
    writeFileSync(join(data, 'callgrant.db'), 'no database')
    const failed = await callgrant(['backup', join(temporary(), 'copy'), '--data-dir', data])
    expect(failed).toMatchObject({ code: 1, err: 'The backup failed: file is not a database.\n' })
  }, 60_000)

  it('refuses a folder that is not empty, one without a store, and PostgreSQL, and says what to do', async () => {
    const full = temporary()
    writeFileSync(join(full, 'note'), 'mine')
    const server = await started([], {})
    const data = ['--data-dir', server.dataDir]
    expect(await callgrant(['backup', full, ...data])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Name a new folder'),
    })
    expect(readdirSync(full)).toEqual(['note'])
    const elsewhere = join(temporary(), 'copy')
    const none = await callgrant(['backup', elsewhere, '--data-dir', temporary()])
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('There is no store') })
    const env = { DATABASE_URL: 'postgres://db/callgrant', CALLGRANT_KEYS: generateMasterKey() }
    const postgres = await callgrant(['backup', elsewhere], { env })
    expect(postgres).toMatchObject({ code: 2, err: expect.stringContaining('pg_dump') })
  }, 60_000)
})

describe.skipIf(!hasPgTools())('PostgreSQL', () => {
  it('is dumped under load, and a server starts on what was restored, with all that was acknowledged', async () => {
    const bin = findPgTools() ?? ''
    const postgres = await startPostgres({ bin })
    undo.push(() => postgres.stop())
    const keys = { CALLGRANT_KEYS: generateMasterKey() }
    const server = await started([], { ...keys, DATABASE_URL: postgres.url })
    const people = await load(server.address)
    await expect.poll(() => people.acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(10)
    const before = [...people.acknowledged]
    const file = join(temporary(), 'callgrant.dump')
    execFileSync(join(bin, 'pg_dump'), ['--format=custom', `--file=${file}`, postgres.url])
    await people.stop()
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await client.query('create database restored')
    await client.end()
    const url = postgres.url.replace(/\/postgres$/, '/restored')
    execFileSync(join(bin, 'pg_restore'), ['--exit-on-error', '--no-owner', `--dbname=${url}`, file])
    const restored = await started([], { ...keys, DATABASE_URL: url })
    await expectRestored(restored.address, people, before)
  }, 120_000)
})
