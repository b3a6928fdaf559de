/** What people at a terminal see, through a real pseudo-terminal; and what the same commands print elsewhere. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { renderUnicodeCompact } from 'uqr'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSettings } from '../config/settings.ts'
import { commandLine } from './command-line.ts'
import { callgrant as program } from './program.ts'
import { showProgress } from './progress.ts'
import { readableLog } from './readable-log.ts'
import { PLAIN } from './screen.ts'
import { startMessage } from './start-message.ts'
import { callgrant, inTerminal } from './test/callgrant.ts'

// Each is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const ESCAPE = '\u001b['
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-terminal-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('colour', () => {
  it('is shown in a terminal, and not where NO_COLOR says so', async () => {
    expect(await inTerminal(['serv'], 80)).toContain(`${ESCAPE}31mThere is no command serv`)
    expect(await inTerminal(['group', '--help'], 80, { NO_COLOR: '1' })).not.toContain(ESCAPE)
  })

  it('is not shown elsewhere, unless FORCE_COLOR says so', async () => {
    expect((await callgrant(['group', '--help'])).out).not.toContain(ESCAPE)
    expect((await callgrant(['group', '--help'], { env: { FORCE_COLOR: '1' } })).out).toContain(ESCAPE)
  })

  it('is never in JSON', async () => {
    const { out } = await callgrant(['app', 'create', '--json'], { env: { FORCE_COLOR: '1' } })
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage' } })
  })
})

describe('help', () => {
  it('fits the terminal, and is one line for each option elsewhere', async () => {
    const shown = stripVTControlCharacters(await inTerminal(['app', 'update', '--help'], 80))
    for (const line of shown.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(80)
    const { out } = await callgrant(['app', 'update', '--help'])
    expect(out).toMatch(/^ {2}--secret SECRET .*prefer the variable/m)
  })

  it('leads to another command for what it takes of that one', async () => {
    const { out } = await callgrant(['doctor', '--help'])
    expect(out).toContain('And all options and variables of: callgrant serve --help')
    expect(out).not.toMatch(/--turn-ttl|DATABASE_URL/)
    expect((await callgrant(['serve', '--help'])).out).toMatch(/--turn-ttl N .*\(default: 86400 s\)/)
    expect((await callgrant(['doctor', '--turn-ttl', '1'])).out).toMatch(/turn.ttl/i)
  })
})

describe('what takes longer', () => {
  it('is told of after two seconds, with what is waited for', async () => {
    // Takes a request, and never answers.
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const env = { CALLGRANT_SERVER: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
    const args = ['app', 'show', '--appid', 'a', '--secret', 's']
    const shown = await inTerminal(args, 80, env, /Waiting for/)
    expect(shown).toContain(`Waiting for ${env.CALLGRANT_SERVER} … 2 s`)
    server.close()
  })

  it('is not told of when it is over before, or where there is no terminal', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true }) as PassThrough & NodeJS.WriteStream
    await showProgress('en', stream).during({ en: 'Waiting', zh: '等' }, async () => {})
    expect(stream.read()).toBeNull()
  })
})

describe('callgrant serve', () => {
  it('shows people where it is and what comes next, once, and no JSON', async () => {
    const args = ['serve', '--port', '0', '--data-dir', join(folder, 'data')]
    const shown = stripVTControlCharacters(await inTerminal(args, 80, {}, /Ctrl\+C/))
    const address = /Address +(http:\/\/127\.0\.0\.1:\d+)/.exec(shown)?.[1]
    expect(address).toBeDefined()
    expect(shown.match(/Callgrant \d/g)).toHaveLength(1)
    expect(shown).toContain(`${address}/docs`)
    expect(shown).toContain('Next: callgrant app create')
    expect(shown).not.toContain('{')
  })

  it('prints lines of JSON elsewhere, and nothing else', async () => {
    const child = await served(['--data-dir', join(folder, 'data')])
    expect(child.err).toBe('')
    const lines = child.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'ready', address: expect.stringContaining('http://127.0.0.1:') }),
    )
  })

  it('with --lan shows the addresses of the machine, and the first as a QR code', () => {
    const settings = readSettings({}, { dev: true, lan: true })
    const urls = ['https://192.168.1.5:7100', 'https://10.0.0.7:7100']
    const service = { address: 'https://localhost:7100', lanUrls: urls, adminToken: null }
    const shown = startMessage(settings, service as never, 'en', { ...PLAIN, terminal: true })
    for (const url of urls) expect(shown).toContain(url)
    expect(shown).toContain(renderUnicodeCompact(urls[0] as string, { border: 2 }))
    expect(startMessage(settings, service as never, 'en', PLAIN)).not.toContain('█')
  })

  it('writes its log in words for people', () => {
    let shown = ''
    const log = readableLog(PLAIN, (text) => (shown += text))
    const time = new Date(2026, 4, 1, 8, 0, 0).getTime()
    log.write(`${JSON.stringify({ level: 40, time, msg: 'the store is away\u001b[2J', since: 3 })}\n`)
    expect(shown).toBe('08:00:00 warning the store is away·[2J since=3\n')
    shown = ''
    log.write(
      `${JSON.stringify({ level: 50, time, msg: 'failed', err: { message: 'why', stack: 'Error: why\n  at' } })}\n`,
    )
    expect(shown).toBe('08:00:00 error failed why\nError: why\n  at\n')
  })
})

describe('a start that fails leaves the disk as it was', () => {
  /** Every file under a folder, with what it holds. */
  function tree(at = folder): Record<string, string> {
    return Object.fromEntries(
      readdirSync(at, { recursive: true, encoding: 'utf8' }).map((name) => {
        const path = join(at, name)
        return [name, statSync(path).isDirectory() ? 'folder' : readFileSync(path, 'base64')]
      }),
    )
  }
  /** Without a process of its own: it does not come so far that there would be something to stop. */
  async function start(args: string[], env: Record<string, string> = {}) {
    let err = ''
    const streams = { out: () => {}, err: (text: string) => (err += text) }
    const typed = ['serve', '--port', '0', '--data-dir', join(folder, 'new', 'data'), ...args]
    const code = await commandLine(program, typed, env, streams)
    return { code, err }
  }

  it('because its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const ran = await start(['--port', String(port), '--dev', '--lan', '--host', '127.0.0.1'])
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining(`Port ${port}`) })
    expect(tree()).toEqual({})
    other.close()
  })

  it.each([
    ['a setting is wrong', { CALLGRANT_STUN_URLS: 'http://stun' }, 2, 'STUN'],
    ['its keys are wrong', { CALLGRANT_KEYS: '1:c2hvcnQ' }, 2, 'CALLGRANT_KEYS'],
    ['its store cannot be reached', { DATABASE_URL: 'sqlite:/nowhere/callgrant.db' }, 1, 'store'],
  ] as const)('because %s', async (_, env, code, words) => {
    expect(await start([], env)).toMatchObject({ code, err: expect.stringContaining(words) })
    expect(tree()).toEqual({})
  })

  it('because its certificate is none', async () => {
    writeFileSync(join(folder, 'cert.pem'), 'no certificate')
    const before = tree()
    const pem = join(folder, 'cert.pem')
    const ran = await start(['--tls-cert', pem, '--tls-key', pem])
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('CALLGRANT_TLS_CERT') })
    expect(tree()).toEqual(before)
  })

  it('because the store that is there is none', async () => {
    mkdirSync(join(folder, 'new', 'data'), { recursive: true })
    writeFileSync(join(folder, 'new', 'data', 'callgrant.db'), 'no database '.repeat(1000))
    const before = tree()
    expect(await start([])).toMatchObject({ code: 1, err: expect.stringContaining('store cannot be used') })
    expect(tree()).toEqual(before)
  })
})

/** `callgrant serve` without a terminal, from its start until it was stopped. */
async function served(args: string[]): Promise<{ out: string; err: string }> {
  const child = spawn(process.execPath, [...callgrant.program, 'serve', '--port', '0', ...args], {
    env: { PATH: process.env.PATH, LANG: 'C' },
  })
  let [out, err] = ['', '']
  child.stderr.on('data', (chunk) => (err += chunk))
  child.stdout.on('data', (chunk) => {
    out += chunk
    if (out.includes('"ready"')) child.kill('SIGTERM')
  })
  await new Promise((ended) => child.once('close', ended))
  return { out, err }
}
