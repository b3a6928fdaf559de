/** Every code block of docs/testing.md and of the readme runs; the pages of both languages have the same, and all codes. */

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import { VOIP_CODES } from '@callgrant/wechat'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as exported from './index.ts'

const text = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8')
const english = text('testing.md')
const chinese = text('testing.zh-CN.md')
const blocksOf = (page: string) =>
  [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }))
const all = blocksOf(english)
const readme = blocksOf(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'))
/** The files of a Mini Program that the page shows, each after its name. */
const program = [...english.matchAll(/^`(my-program\/[\w.]+)`:\n\n```\w+\n([\s\S]*?)^```$/gm)]
const folder = mkdtempSync(join(tmpdir(), 'callgrant-docs-'))
const ofProgram = (code: string) => program.some(([, , text]) => text === code)
const blocks = all
  .filter(({ language, code }) => language === 'js' && !ofProgram(code))
  .map(({ code }) => code.replace("open('my-program'", `open(${JSON.stringify(join(folder, 'my-program'))}`))
beforeAll(() => {
  mkdirSync(join(folder, 'my-program'))
  for (const [, file = '', text = ''] of program) writeFileSync(join(folder, file), text)
})
afterAll(() => rmSync(folder, { recursive: true }))

type Run = (scope: Record<string, unknown>) => Promise<void>
const AsyncFunction = (async () => {}).constructor as new (
  ...names: string[]
) => (...args: unknown[]) => Promise<void>

/** A block as a function of what it imports, and of what the page says its examples have. */
async function runner(code: string): Promise<Run> {
  const imported: Record<string, unknown> = {}
  const body = code.replace(/^import (\w+)?(?:\{ ([^}]+) \})? from '([^']+)'$/gm, (_, whole, names, from) => {
    for (const name of [whole, ...(names?.split(', ') ?? [])].filter(Boolean))
      imported[name] = { from, whole }
    return ''
  })
  return async (scope) => {
    const found: Record<string, unknown> = { ...scope }
    const tests: (() => Promise<void>)[] = []
    for (const [name, { from, whole }] of Object.entries(imported) as [
      string,
      { from: string; whole?: string },
    ][]) {
      if (from === 'node:test') found[name] = (_: string, work: () => Promise<void>) => tests.push(work)
      else {
        const module = from === '@callgrant/emulator' ? exported : await import(from)
        found[name] = whole ? module.default : module[name]
        expect(found[name], `${name} of ${from}`).toBeDefined()
      }
    }
    await new AsyncFunction(...Object.keys(found), body)(...Object.values(found))
    for (const one of tests) await one()
  }
}

let scope: Record<string, unknown> & { emulator: exported.Emulator }
beforeEach(async () => {
  const emulator = await exported.createEmulator()
  scope = { emulator, parent: await emulator.person('parent'), door: await emulator.device('door-1'), assert }
})
afterEach(() => scope.emulator.close())

test.each(readme.filter(({ language }) => language === 'js'))(
  'the readme’s example runs',
  async ({ code }) => {
    await (await runner(code))(scope)
  },
)

describe('docs/testing.md', () => {
  test.each(blocks.map((_, index) => index))('block %$ runs', async (index) => {
    await (await runner(blocks[index] ?? ''))(scope)
  })

  test('shows a Mini Program of ten lines', () => {
    expect(program.map(([, file]) => file)).toEqual(
      ['app.json', 'app.js', 'index.wxml', 'index.js'].map((file) => `my-program/${file}`),
    )
    expect(program.reduce((sum, [, , text = '']) => sum + text.trimEnd().split('\n').length, 0)).toBe(10)
  })

  test('has the same blocks in Chinese', () => {
    expect(blocksOf(chinese)).toEqual(all)
  })

  test.each([
    ['English', english],
    ['Chinese', chinese],
  ])('has every code that can occur, and how to bring it about, in %s', (_, page) => {
    const told = [...page.matchAll(/^\| (?:`errno` )?(-?\d+) \|/gm)].map(([, code]) => Number(code))
    const can = Object.entries(VOIP_CODES).filter(([, { side }]) => side !== null)
    const codes = [...Object.values(DEVICE_VOIP_CODES), ...can.map(([code]) => Number(code))]
    expect(new Set(told)).toEqual(new Set(codes))
  })
})
