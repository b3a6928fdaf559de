/** Proof and forgetting against a server with its store in a file, which somebody else reads and changes by hand (B3). */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { callgrant, type Serving, serve } from './test/callgrant.ts'

// Every step is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let server: Serving
let maker: Record<string, string>
const folder = mkdtempSync(join(tmpdir(), 'callgrant-proof-'))
const run = (...args: string[]) => callgrant(args, { env: maker })
const json = async (...args: string[]) => (await run(...args, '--json')).json()

beforeAll(async () => {
  server = await serve()
  const operator = { CALLGRANT_SERVER: server.address, CALLGRANT_DATA_DIR: server.dataDir }
  const made = await callgrant(['app', 'create', '--name', 'Doors', '--json'], { env: operator })
  const { appid, secret } = made.json() as { appid: string; secret: string }
  maker = { ...operator, CALLGRANT_APPID: appid, CALLGRANT_SECRET: secret }
  await run('model', 'create', '--type', 'door phone', '--id', 'm_door')
})
afterAll(async () => {
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The person is asked about a door, and allows it. */
async function allow(openid: string, sn: string): Promise<void> {
  const { session } = await json('session', 'create', openid)
  const { sn_ticket } = await json('ticket', 'create', `m_door/${sn}`)
  const send = async (path: string, body: object) => {
    const answer = await fetch(server.address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${session}` },
      body: JSON.stringify(body),
    })
    expect(answer.status).toBe(200)
    return (await answer.json()) as { ask: string }
  }
  const { ask } = await send('/v1/me/ask', { model_id: 'm_door', sn, sn_ticket, device_name: 'Front' })
  await send('/v1/me/decide', { ask, decision: 'allow', words: 'May it?', sdk: 'test/1' })
}

/** What somebody with the file and SQLite does, beside the running server. */
function byHand<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(server.dataDir, 'callgrant.db'), { timeout: 5000 })
  try {
    return work(database)
  } finally {
    database.close()
  }
}

describe('callgrant records', () => {
  it('finds the row that was changed by hand, and says which', async () => {
    await allow('alice', 'door-1')
    await allow('bob', 'door-1')
    const good = await run('records', 'verify')
    expect(good).toMatchObject({ code: 0, out: '4 records are as they were written.\n' })
    const head = join(folder, 'head.txt')
    writeFileSync(head, (await run('records', 'head')).out)
    expect(await run('records', 'verify', '--head', head)).toMatchObject({ code: 0 })

    const { id } = byHand((db) =>
      db.prepare(`select id from consent_record where openid = 'alice' and act = 'authorized'`).get(),
    ) as { id: string }
    byHand((db) => db.prepare('update consent_record set openid = ? where id = ?').run('mallory', id))
    const bad = await run('records', 'verify')
    expect(bad).toMatchObject({ code: 1, out: `answers 1 ${id}: changed by hand\n1 damages in 4 records.\n` })
    expect(await json('records', 'verify')).toMatchObject({
      ok: false,
      damages: [{ kind: 'changed', record_id: id }],
    })
    const inChinese = await run('records', 'verify', '--lang', 'zh')
    expect(inChinese.out).toContain('被人为修改')
    byHand((db) => db.prepare('update consent_record set openid = ? where id = ?').run('alice', id))
    expect((await run('records', 'verify')).code).toBe(0)
  })

  it('finds the last row gone', async () => {
    const row = byHand((db) => {
      const last = db
        .prepare(`select * from consent_record where chain = 'answers' order by seq desc limit 1`)
        .get()
      db.prepare('delete from consent_record where id = ?').run(last?.id ?? null)
      return last as Record<string, string | number | null>
    })
    expect(await run('records', 'verify')).toMatchObject({
      code: 1,
      out: 'answers 2: removed by hand\n1 damages in 3 records.\n',
    })
    byHand((db) => {
      const names = Object.keys(row)
      const marks = names.map(() => '?').join(', ')
      db.prepare(`insert into consent_record (${names.join(', ')}) values (${marks})`).run(
        ...Object.values(row),
      )
    })
    expect((await run('records', 'verify')).code).toBe(0)
  })

  it('prints a receipt, as JSON and as a page in either language', async () => {
    const { id } = byHand((db) =>
      db.prepare(`select id from consent_record where act = 'authorized'`).get(),
    ) as {
      id: string
    }
    expect(await json('records', 'receipt', id)).toMatchObject({ receipt: { record_id: id } })
    expect((await run('records', 'receipt', id, '--html')).out).toMatch(/^<!doctype html>.*Consent receipt/s)
    expect((await run('records', 'receipt', id, '--html', '--lang', 'zh')).out).toContain('授权凭证')
    expect(await run('records', 'receipt', 'none')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no record of a decision'),
    })
  })

  it('exports a period, one line each, and says what is no time', async () => {
    const lines = (await run('records', 'export', '--openid', 'alice', '--from', '2020-01-01', '--json')).out
    const records = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records).toMatchObject([
      { act: 'authorized', openid: 'alice', proof: { chain: 'answers' } },
      { act: 'asked', openid: 'alice', proof: { chain: 'asked' } },
    ])
    expect((await run('records', 'export', '--until', '2020-01-01T00:00:00Z')).out).toBe('')
    expect(await run('records', 'export', '--from', 'yesterday')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--from'),
    })
    expect(await run('records', 'verify', '--head', join(folder, 'none'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('ENOENT'),
    })
  })
})

describe('callgrant people', () => {
  const filesWith = (text: string) =>
    readdirSync(server.dataDir).filter((name) => readFileSync(join(server.dataDir, name)).includes(text))

  it('prints all that is kept of a person', async () => {
    const rows = (await run('people', 'export', 'bob', '--json')).out.trim().split('\n')
    const types = rows.map((row) => (JSON.parse(row) as { type: string }).type)
    expect(types).toEqual(['person', 'authorization', 'consent_record', 'consent_record'])
    expect(await run('people', 'export', 'nobody')).toMatchObject({
      code: 1,
      err: expect.stringContaining('openid'),
    })
  })

  it('forgets nobody without a yes', async () => {
    const ran = await run('people', 'forget', 'bob')
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect((await run('people', 'export', 'bob')).code).toBe(0)
  })

  it('leaves no byte of the openid in the files of the store, nor in the log, and the records can be verified', async () => {
    const openid = 'o6_forget_me_7hMZOPfL2M'
    for (let n = 0; n < 5; n++) await allow(openid, `door-${n}`)
    expect(filesWith(openid).length).toBeGreaterThan(0)
    const forgotten = await json('people', 'forget', openid, '--yes')
    expect(forgotten).toMatchObject({ record_id: expect.any(String), records: 10, authorizations: 5 })
    expect(filesWith(openid)).toEqual([])
    expect(await run('records', 'verify')).toMatchObject({ code: 0 })
    expect((await run('people', 'forget', openid, '--yes')).out).toBe('Nothing was known of this person.\n')
    await server.stop().then(({ out }) => expect(out).not.toContain(openid))
  })
})
