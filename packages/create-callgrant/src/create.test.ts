import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { create } from './create.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'create-callgrant-'))
})
afterEach(() => rmSync(cwd, { recursive: true, force: true }))

const text = (stream: PassThrough) => String(stream.read() ?? '')

/** Runs the command; with `keys` as on a terminal. @param keys what is typed at each question, by a word of it */
async function run(
  argv: string[],
  { keys, env = {} }: { keys?: Record<string, string>; env?: NodeJS.ProcessEnv } = {},
) {
  const input = Object.assign(new PassThrough(), keys && { isTTY: true, setRawMode() {} })
  const output = new PassThrough()
  const errors = new PassThrough()
  const waiting = new Map(Object.entries(keys ?? {}))
  let shown = ''
  output.on('data', (chunk: Buffer) => {
    shown += chunk
    const asked = [...waiting.keys()].find((word) => String(chunk).includes(word))
    if (asked === undefined) return
    // Nobody types before the question is drawn.
    setImmediate((keys?: string) => input.write(keys), waiting.get(asked))
    waiting.delete(asked)
  })
  const code = await create(argv, { env: { LANG: 'en_GB.UTF-8', ...env }, cwd, input, output, errors })
  return { code, shown, errors: text(errors) }
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(cwd, folder, 'package.json'), 'utf8'))

describe('create', () => {
  it('writes a project without a question when told --yes', async () => {
    const { code, shown } = await run(['--yes', '--no-install'])
    expect(code).toBe(0)
    expect(shown).toContain('cd my-doors')
    expect(manifestOf('my-doors').name).toBe('my-doors')
    expect(readdirSync(cwd)).toEqual(['my-doors'])
    expect(statSync(join(cwd, 'my-doors')).mode & 0o777).toBe(0o777 & ~process.umask())
  })

  it('asks three questions, and takes the answers', async () => {
    // The name; the second template (down, Enter); the second kind of call.
    const { code } = await run(['--no-install'], {
      keys: { Where: 'front\r', draw: '\x1b[B\r', carry: '\x1b[B\r' },
    })
    expect(code).toBe(0)
    expect(manifestOf('front').dependencies).toHaveProperty('react')
    expect(readFileSync(join(cwd, 'front/shared.ts'), 'utf8')).toContain(
      "CALL_KIND: 'video' | 'voice' = 'voice'",
    )
  })

  it('asks only what no flag says', async () => {
    const { code } = await run(['doors', '--template', 'vue', '--no-install'], { keys: { carry: '\r' } })
    expect(code).toBe(0)
    expect(manifestOf('doors').dependencies).toHaveProperty('vue')
  })

  it('leaves nothing behind when the person leaves', async () => {
    const { code, shown } = await run(['--no-install'], { keys: { Where: '\x03' } })
    expect(code).toBe(130)
    expect(shown).toContain('Nothing was written')
    expect(readdirSync(cwd)).toEqual([])
  })

  it('does not wait for an answer where nobody can give one', async () => {
    const { code, errors } = await run(['doors'])
    expect([code, readdirSync(cwd)]).toEqual([1, []])
    expect(errors).toMatch(/no terminal to ask in.*--yes/)
  })

  it.each([
    ['My Doors', /cannot be the name of a project/],
    ['node_modules', /cannot be the name of a project/],
    ['.hidden', /cannot be the name of a project/],
  ])('refuses the name %s', async (name, sentence) => {
    const { code, errors } = await run([name, '--yes', '--no-install'])
    expect([code, readdirSync(cwd)]).toEqual([1, []])
    expect(errors).toMatch(sentence)
  })

  it('refuses a folder that has something in it, and touches nothing there', async () => {
    mkdirSync(join(cwd, 'doors'))
    writeFileSync(join(cwd, 'doors/mine.txt'), 'mine')
    const { code, errors } = await run(['doors', '--yes', '--no-install'])
    expect([code, readdirSync(join(cwd, 'doors'))]).toEqual([1, ['mine.txt']])
    expect(errors).toMatch(/not empty: it has mine.txt/)
  })

  it('refuses a file in the place of the folder', async () => {
    writeFileSync(join(cwd, 'doors'), '')
    expect((await run(['doors', '--yes', '--no-install'])).errors).toMatch(/doors is a file/)
  })

  it('writes into an empty folder, also one with a .git', async () => {
    mkdirSync(join(cwd, 'doors/.git'), { recursive: true })
    expect((await run(['doors', '--yes', '--no-install'])).code).toBe(0)
    expect(manifestOf('doors').name).toBe('doors')
    expect(readdirSync(join(cwd, 'doors')).filter((name) => name.startsWith('.doors'))).toEqual([])
  })

  it('leaves nothing behind when a tarball is missing, nor the folders above', async () => {
    const { code, errors } = await run(['a/b/doors', '--yes', '--no-install', '--from', 'packs'])
    expect([code, existsSync(join(cwd, 'a'))]).toEqual([1, false])
    expect(errors).toMatch(/There is no .*packs.*\.tgz/)
  })

  it.each([
    [['--lang', 'zh'], {}, '项目已就绪'],
    [[], { LANG: 'zh_CN.UTF-8' }, '项目已就绪'],
    [['--lang', 'en'], { LANG: 'zh_CN.UTF-8' }, 'The project is ready'],
  ])('speaks the language of %j and %j', async (argv, env, sentence) => {
    const { shown } = await run(['--yes', '--no-install', ...argv], { env })
    expect(shown).toContain(sentence)
  })

  it('says what is wrong in that language', async () => {
    expect((await run(['My Doors', '--yes', '--lang', 'zh'])).errors).toContain('项目不能叫')
  })

  it('tells its options and its version', async () => {
    expect((await run(['--help'])).shown).toContain('--template NAME')
    expect((await run(['--version'])).shown).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
