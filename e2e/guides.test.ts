/** The guides, block for block: the devices in C and in Python are made of their pages and ring; what is of a shell or of Python is run. */

import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Call } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { SocketClient } from '../packages/server/test/socket-client.ts'
import { type TestServer, testServer } from '../packages/server/test/test-server.ts'
import { hasDeviceTools } from '../scripts/lib/device-tools.ts'
import { hasPython } from '../scripts/lib/python.ts'
import { blocksOf, type Shell, shellIn } from './lib/page-blocks.ts'

const root = resolve(import.meta.dirname, '..')
const PATIENCE = { timeout: 40_000, interval: 20 }

let server: TestServer
beforeAll(async () => {
  server = await testServer({ listen: true, now: Date.now })
})
afterAll(() => server.stop())

/** A shell with an app's credentials, as the page's reader has them. */
function shell(name: string): Shell {
  const folder = join(root, 'e2e/dist/guides', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return shellIn(folder, {
    CALLGRANT_SERVER: server.address,
    CALLGRANT_APPID: server.appid,
    CALLGRANT_SECRET: server.secret,
  })
}

/** Which test a language of a block has, where it is not the one below. */
const ELSEWHERE = {
  ts: 'e2e/snippets.test.ts',
  js: 'e2e/snippets.test.ts',
  c: 'of its page',
  ini: 'packages/server/src/cli/doctor/turn.test.ts',
  text: 'of its page',
} as const
const GUIDES = globSync('docs/guides/*.md', { cwd: root }).sort()

test('a guide has a block in no language that no test runs or compiles', () => {
  const tested = new Set([...Object.keys(ELSEWHERE), 'sh', 'python'])
  const blocks = GUIDES.flatMap(blocksOf)
  expect(blocks.filter(({ language }) => !tested.has(language))).toEqual([])
  expect(blocks.length).toBeGreaterThan(60)
})

const TRANSLATED = globSync('docs/{guides/,}*.zh-CN.md', { cwd: root }).map((page) =>
  page.replaceAll('\\', '/').replace('.zh-CN.md', '.md'),
)

test('every guide is there in Chinese, and how to run it in production, and to ring a locked phone', () => {
  const guides = GUIDES.filter((page) => !page.endsWith('.zh-CN.md'))
  expect(TRANSLATED).toEqual(
    expect.arrayContaining([...guides, 'docs/operating.md', 'docs/ringing-a-locked-phone.md']),
  )
})

test.each(TRANSLATED)('%s has the same blocks in Chinese', (page) => {
  const languages = (of: string) => blocksOf(of).map(({ language }) => language)
  expect(languages(page.replace('.md', '.zh-CN.md'))).toEqual(languages(page))
})

/** Pages whose blocks of a shell or of Python run by themselves, one after the other. */
const RUN = GUIDES.filter((page) => !/device-in-(c|python)|turn|mini-program/.test(page)).filter((page) =>
  blocksOf(page).some(({ language }) => language === 'sh' || language === 'python'),
)

test.skipIf(!hasDeviceTools() || !hasPython()).each(RUN)('%s runs as it is printed', async (page) => {
  const { folder, run } = shell(page.replaceAll(/\W/g, '-'))
  for (const { language, code: printed, line } of blocksOf(page)) {
    if (language !== 'sh' && language !== 'python') continue
    // The page in the other language has made this model already.
    const code = page.endsWith('.zh-CN.md') ? printed.replaceAll('m_gate', 'm_gate_zh') : printed
    if (language === 'python') writeFileSync(join(folder, 'block.py'), code)
    const { code: ended, output } = await run(language === 'python' ? 'python3 block.py' : code)
    expect(ended, `${page}:${line}\n${output}`).toBe(0)
    expect(output).not.toMatch(/"err(or|code)": ?[^0]/)
  }
})

test.each(['docs/guides/turn.md', 'docs/guides/turn.zh-CN.md'])(
  '%s sets coturn up as docs/operating.md does',
  (page) => {
    const operating = readFileSync(join(root, 'docs/operating.md'), 'utf8')
    const lines = blocksOf(page).flatMap(({ code }) => code.trim().split('\n'))
    expect(lines.length).toBeGreaterThan(12)
    // There a real coturn is started with them.
    expect(lines.filter((line) => !line.startsWith('#') && !operating.includes(line))).toEqual([])
  },
)

describe.each([
  { language: 'c', file: 'ring.c', sn: 'door-c', ready: hasDeviceTools, again: './ring' },
  { language: 'python', file: 'ring.py', sn: 'door-py', ready: hasPython, again: 'python3 ring.py' },
])('the device in $language of its guide', ({ language, file, sn, ready, again }) => {
  const page = `docs/guides/device-in-${language}.md`
  const blocks = blocksOf(page)
  const program = (from: typeof blocks) =>
    from
      .filter((block) => block.language === language)
      .map(({ code }) => code)
      .join('\n')

  test.skipIf(!ready())('is refused with errCode 9, and rings when the person has agreed', async () => {
    const { folder, run } = shell(sn)
    writeFileSync(join(folder, file), program(blocks))
    let output = ''
    for (const { code } of blocks.filter(({ language }) => language === 'sh')) {
      const ran = await run(code.replaceAll('m_door', `m_${language}`))
      expect(ran, code).toMatchObject({ code: 0 })
      output += ran.output
    }
    expect(output).toMatch(/refused not_authorized: .*not (decided|authorized)/)
    expect(output).not.toContain('warning')

    const alice = await server.person('alice')
    await alice.decide({ model_id: `m_${language}`, sn }, 'allow')
    const phone = await SocketClient.connect(`${server.address.replace('http', 'ws')}/v1/socket`)
    await phone.granted('sign_in', { token: alice.session, client_id: `phone-of-alice-${language}` })
    const ringing = run(`${again} "$CALLGRANT_SERVER" "$CALLGRANT_APPID" m_${language} ${sn} alice`)
    const { room_id } = await vi.waitFor(() => {
      const last = phone.notices.findLast((notice) => notice.type === 'call')?.call as Call | undefined
      if (last?.state !== 'ringing') throw new Error(`the call is ${last?.state}`)
      return last
    }, PATIENCE)
    await phone.granted('call.accept', { room_id })
    const told = blocks.find(({ language }) => language === 'text')?.code
    expect(await ringing).toEqual({ code: 0, output: told })
  })

  test('is the same program in Chinese, but for its comments', () => {
    const bare = (code: string) =>
      code.replace(/\/\*.*?\*\/|(?<=^| {2})# .*$/gms, '').replace(/[ \t]+$/gm, '')
    expect(bare(program(blocksOf(page.replace('.md', '.zh-CN.md'))))).toBe(bare(program(blocks)))
  })
})
