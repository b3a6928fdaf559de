/** The five minutes of `docs/start.md`, block for block, in both languages. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../scripts/lib/machine.ts'
import { type Block, blocksOf, shellIn } from './lib/page-blocks.ts'

const root = resolve(import.meta.dirname, '..')
const started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit')
  }
})

/** Resolves with the first line that has this; what is printed before it is in the error when it does not come. */
async function prints(child: ChildProcess, words: string): Promise<string[]> {
  const lines: string[] = []
  return new Promise((found, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface(stream).on('line', (line) => {
        lines.push(line)
        if (line.includes(words)) found(lines)
      })
    }
    child.once('exit', (code) => failed(new Error(`it ended with ${code}:\n${lines.join('\n')}`)))
  })
}

describe.each([
  { page: 'docs/start.md', rings: 'Front door phone rings', waits: 'waiting for the door' },
  { page: 'docs/start.zh-CN.md', rings: '前门门禁机 来电', waits: '等待门呼叫' },
])('$page', ({ page, rings, waits }) => {
  test('a refusal, a yes, and a call, by its blocks as they are printed', async () => {
    const folder = join(root, 'e2e/dist/start-page', page.replaceAll(/\W/g, '-'))
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    const port = await freePort()
    const address = `http://127.0.0.1:${port}`
    const { run, env } = shellIn(folder, { CALLGRANT_SERVER: address, PORT: String(port), LANG: 'en' })
    const background = (command: string) => {
      const child = spawn('bash', ['-c', `exec ${command}`], { cwd: join(folder, 'doors'), env })
      started.push(child)
      return child
    }
    const blocks = blocksOf(page)
    const shells = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code)
    const [install = '', app = '', backEnd = '', door = '', phone = ''] = shells
    expect(shells).toHaveLength(5)

    // All but the last line ends by itself; then the server runs.
    const server = 'npx callgrant serve\n'
    expect(install).toMatch(new RegExp(`${server}$`))
    expect(await run(install.slice(0, -server.length))).toMatchObject({ code: 0 })
    const serving = background(server.trim())
    await prints(serving, address)
    const inFolder = (code: string) => run(`cd doors\n${code}`)

    expect(await inFolder(app)).toMatchObject({ code: 0 })
    for (const { code } of blocks.filter(({ language }: Block) => language === 'js')) {
      const name = /^\/\/ (\S+\.mjs)$/m.exec(code)?.[1]
      writeFileSync(join(folder, 'doors', name ?? 'no name'), code)
    }
    expect(await inFolder(backEnd)).toEqual({ code: 0, output: '' })
    expect(await inFolder(door)).toMatchObject({ code: 0, output: expect.stringMatching(/^refused: 9 /) })

    const phoneRuns = background(phone.trim())
    const told = prints(phoneRuns, rings)
    await prints(phoneRuns, waits)
    const again = await inFolder(door)
    expect((await told).some((line) => /Front|前门/.test(line))).toBe(true)
    expect(again).toMatchObject({
      code: 0,
      output: expect.stringMatching(/connecting\n(.*\n)*talking\n(.*\n)*ended\n/),
    })
  })
})
