/** The program itself, where no registry answers: `npm` is real, and so are the signals. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const program = resolve(import.meta.dirname, '../bin/create-callgrant.js')

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'create-callgrant-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

function start(registry: string, nodeArgs: string[] = []) {
  const { npm_execpath: _, npm_config_user_agent: __, ...kept } = process.env
  const env = { ...kept, LANG: 'en', npm_config_registry: registry, npm_config_cache: join(cwd, '.npm') }
  const child = spawn(process.execPath, [...nodeArgs, program, 'doors', '--yes'], { cwd, env, stdio: 'pipe' })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
  return { child, ended: once(child, 'close').then(([code]) => ({ code, said })) }
}
const left = () => readdirSync(cwd).filter((name) => name !== '.npm')

describe('the program', () => {
  it('says that there is no network, and leaves nothing', async () => {
    const { code, said } = await start('http://127.0.0.1:1/').ended
    expect(code).toBe(1)
    expect(said).toMatch(/registry cannot be reached/)
    expect(said).toMatch(/ECONNREFUSED/)
    expect(left()).toEqual([])
  })

  it('leaves nothing when it is interrupted while packages are installed', async () => {
    const { child, ended } = start(await neverAnswers(() => child.kill('SIGINT')))
    expect((await ended).code).toBe(130)
    expect(left()).toEqual([])
  })

  it('says so on an old Node', async () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})'
    const { code, said } = await start('http://127.0.0.1:1/', ['--import', old]).ended
    expect(code).toBe(1)
    expect(said).toMatch(/needs Node 24 or newer/)
    expect(left()).toEqual([])
  })
})

/** A registry that takes requests and never answers. @param asked called with the first */
async function neverAnswers(asked: () => void): Promise<string> {
  const server = createServer(asked).listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
