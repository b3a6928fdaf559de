/** The code of both readmes is what it says: the back end's ten lines run, and all of it has the right types. */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createBackend } from '@callgrant/sdk/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestServer, testServer } from '../packages/server/test/test-server.ts'

const root = resolve(import.meta.dirname, '..')
const READMES = ['README.md', 'README.zh-CN.md'] as const

/** The TypeScript blocks of a readme: back end, person, device. */
function blocks(readme: string): [string, string, string] {
  const found = [...readFileSync(join(root, readme), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code]) => code,
  )
  expect(found).toHaveLength(3)
  return found as [string, string, string]
}

describe.each(READMES)('%s', (readme) => {
  const folder = join(root, 'e2e', 'dist', readme)
  let server: TestServer
  beforeAll(async () => {
    server = await testServer({ listen: true })
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the back end’s lines make a ticket and a session', async () => {
    const code = blocks(readme)[0]
      .replace('https://call.example.com', server.address)
      .replace(/^import .*$/m, '')
      .replaceAll('m_door', 'm_readme')
    const run = new Function(
      'createBackend',
      'appid',
      'secret',
      `return (async () => { ${code}\nreturn { sn_ticket, session } })()`,
    )
    const made = await run(createBackend, server.appid, server.secret)
    expect(made.sn_ticket).toMatch(/^[0-9A-Za-z]{32}$/)
    expect(made.session.split('.')).toHaveLength(3)
  })

  test('every line has the right types', () => {
    const [backend, person, device] = blocks(readme)
    const given = [
      'declare const appid: string, secret: string, snTicket: string',
      'declare function getSessionFromMyBackEnd(): Promise<string>',
    ].join('\n')
    mkdirSync(folder, { recursive: true })
    for (const [name, code] of Object.entries({ backend, person, device })) {
      writeFileSync(join(folder, `${name}.ts`), `${given}\n${code}\nexport {}\n`)
    }
    const config = { extends: '../../../tsconfig.json', include: ['*.ts'], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules', '.bin', 'tsc')
    expect(() => execFileSync(tsc, ['-p', folder], { stdio: 'pipe' })).not.toThrow()
  })
})
