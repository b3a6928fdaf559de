/** What is published: packed, installed into an empty folder, and used there as a newcomer would. */

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const PACKAGES = ['protocol', 'sdk', 'server']
/** Only these may lie in a tarball beside `dist/` and `bin/`. */
const BESIDE = ['LICENSE', 'README.md', 'package.json']

let folder: string
/** Paths in each tarball, by the package's folder. */
const contents: Record<string, string[]> = {}

/** As if this repository, its scripts and its Node were not there. */
function elsewhere(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|CALLGRANT_|DATABASE_URL|NODE_(?!EXTRA_CA_CERTS))/.test(name),
  )
  return Object.fromEntries(kept)
}

/** Runs the installed program on this Node (24). */
function callgrant(...args: string[]) {
  return run(process.execPath, [join(folder, 'node_modules/callgrant/bin/callgrant.js'), ...args], {
    cwd: folder,
    env: elsewhere(),
  })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-packages-'))
  const packs = join(folder, 'packs')
  mkdirSync(packs)
  const workspaces = PACKAGES.flatMap((name) => ['-w', `packages/${name}`])
  await run('npm', ['pack', ...workspaces, '--pack-destination', packs], { cwd: root })
  const tarballs = readdirSync(packs).map((name) => join(packs, name))
  for (const tarball of tarballs) {
    const { stdout } = await run('tar', ['-tzf', tarball])
    const paths = stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
    contents[tarball.replace(/^.*callgrant-?(.*)-?0\.\d+\.\d+\.tgz$/, '$1').replace(/-$/, '') || 'server'] =
      paths
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs], {
    cwd: folder,
    env: elsewhere(),
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('each tarball', () => {
  it.each(PACKAGES)('of packages/%s has what it needs and nothing else', (name) => {
    const paths = contents[name] ?? []
    expect(paths).toEqual(expect.arrayContaining(BESIDE))
    const strange = paths.filter((path) => !BESIDE.includes(path) && !/^(dist|bin)\//.test(path))
    expect(strange).toEqual([])
    expect(paths.filter((path) => /test|fixture|\.map$|(?<!\.d)\.ts$/.test(path))).toEqual([])
  })

  it('of the server has the program and the try pages', () => {
    expect(contents.server).toEqual(
      expect.arrayContaining(['bin/callgrant.js', 'dist/cli/main.js', 'dist/pages/index.html']),
    )
  })

  it.each(['@callgrant/protocol', '@callgrant/sdk', 'callgrant'])(
    '%s has every file that its exports name',
    (name) => {
      const installed = join(folder, 'node_modules', name)
      const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
        exports: Record<string, { types: string; default: string }>
      }
      for (const { types, default: code } of Object.values(exports)) {
        if (code.includes('*')) continue
        for (const path of [types, code]) expect(readFileSync(join(installed, path), 'utf8')).not.toBe('')
      }
    },
  )
})

describe('installed in an empty folder', () => {
  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8')) as {
      version: string
    }
    expect((await callgrant('--version')).stdout).toBe(`${version}\n`)
  })

  it('plays the whole demo', async () => {
    const { stdout } = await callgrant('demo', '--json')
    const steps = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ok: boolean; step: string })
    expect(steps.filter(({ ok }) => !ok)).toEqual([])
    expect(steps.at(-1)?.step).toBe('kill')
  })

  it.each([
    '@callgrant/sdk/person',
    '@callgrant/sdk/device',
    '@callgrant/sdk/calling',
    '@callgrant/sdk/wx',
    '@callgrant/sdk/wx/pages',
    '@callgrant/protocol',
    'callgrant',
    'callgrant/emulator',
  ])('import %s works in plain Node', async (name) => {
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '-e', `console.log(Object.keys(await import('${name}')).length)`],
      { cwd: folder, env: elsewhere() },
    )
    expect(Number(stdout)).toBeGreaterThan(0)
  })

  it('runs the first test of docs/testing.md, in any runner: here Node’s own', async () => {
    const page = readFileSync(join(root, 'docs/testing.md'), 'utf8')
    const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? []
    writeFileSync(join(folder, 'first.test.mjs'), code)
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'first.test.mjs'], {
      cwd: folder,
      env: elsewhere(),
    })
    expect(stdout).toContain('ok 1 - a person who taps Reject is told 10021')
    expect(stdout).toContain('# fail 0')
  })
})
