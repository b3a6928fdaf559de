import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine } from 'callgrant/command-line'
import { afterAll, describe, expect, it } from 'vitest'
import { emulator } from './program.ts'

const EXAMPLE = join(import.meta.dirname, '../../../../examples/mini-program')
const empty = mkdtempSync(join(tmpdir(), 'callgrant-empty-'))
afterAll(() => rmSync(empty, { recursive: true }))

async function typed(words: string[], env: Record<string, string> = {}) {
  let out = ''
  let err = ''
  const streams = { out: (text: string) => (out += text), err: (text: string) => (err += text) }
  const code = await commandLine(emulator, words, env, streams)
  return { code, out, err }
}

describe('callgrant-emulator', () => {
  it('shows its command, in both languages', async () => {
    const { code, out } = await typed(['--help'])
    expect(code).toBe(0)
    expect(out).toContain('mini-program')
    expect((await typed(['--help', '--lang', 'zh'])).out).toContain('在微信之外运行带设备通话的小程序')
  })

  it('tells its version', async () => {
    expect((await typed(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('names the command that was probably meant', async () => {
    const { code, err } = await typed(['mini-progam', EXAMPLE])
    expect(code).toBe(2)
    expect(err).toContain('Did you mean: callgrant-emulator mini-program?')
  })
})

describe('callgrant-emulator mini-program', () => {
  it('shows its use, options and examples in both languages', async () => {
    const english = await typed(['mini-program', '--help'])
    expect(english.code).toBe(0)
    expect(english.out).toContain('Usage: callgrant-emulator mini-program FOLDER')
    expect(english.out).toMatch(/--path PAGE .*&path=pages\/x\/x/s)
    expect(english.out).toMatch(/Examples:\n(.|\n)*callgrant-emulator mini-program/)
    const chinese = await typed(['mini-program', '--help', '--lang', 'zh'])
    expect(chinese.out).toContain('在浏览器中运行小程序')
  })

  it.each([
    ['no folder', [], 2, 'FOLDER is missing'],
    ['a folder with no Mini Program in it', [empty], 1, 'app.json'],
    ['a folder that there is not', [join(empty, 'none')], 1, 'none'],
    ['a port that is none', [EXAMPLE, '--port', '70000'], 2, '70000 is no port'],
    [
      'a server without the app’s secret',
      [EXAMPLE, '--server', 'https://calls.example.com', '--port', '0'],
      2,
      '--appid and --secret',
    ],
    ['an option that there is not', [EXAMPLE, '--devise', 'door-1'], 2, 'Did you mean --device?'],
  ])('refuses %s', async (_, words, exitCode, sentence) => {
    const { code, out, err } = await typed(['mini-program', ...words])
    expect({ code, out }).toEqual({ code: exitCode, out: '' })
    expect(err).toContain(sentence)
  })
})
