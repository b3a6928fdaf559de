/**
 * `npm run consumer`: the packages as others get them. Packed; checked as a registry and a bundler would; installed by three
 * package managers on two versions of Node; and used by `npm create callgrant`, until a call with media goes on.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureChromium, findChromiumShell } from '../../scripts/lib/chromium.ts'
import { inLanes } from '../../scripts/lib/lanes.ts'
import { Progress } from '../../scripts/lib/progress.ts'
import { step } from '../../scripts/lib/step.ts'
import { installedBy, installTools, MANAGERS } from './managers.ts'
import { type Packed, pack } from './pack.ts'
import { taroProject, webProject } from './projects.ts'
import { dryRun, licences, manifests, types } from './publish.ts'

const HELP = `npm run consumer -- [options]

Packs the packages and uses them as others do, from a registry that need not have them.

  publish            npm publish --dry-run, publint, attw, and the licences of all that an install brings
  npm, pnpm, yarn    an install by each, on Node 24 and 26: every entry is imported, and a first test runs
  plain, react, vue  npm create callgrant in an empty folder, npm start, and a call with media within a minute of the
                     first command; then the project's own tests, types and build
  taro               the same without the call: its tests, and Taro's build for H5

  --only NAMES       some of these, with commas between: --only react,publish
  --built            the packages were built just now (npm run build): packs them as they are
  --within SECONDS   how long the first call may take. Default 60
  --help             this text
`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    built: { type: 'boolean', default: false },
    within: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
})
const NAMES = ['plain', 'react', 'vue', 'taro', 'publish', ...MANAGERS] as const
const asked = values.only?.split(',') ?? [...NAMES]
const unknown = asked.filter((name) => !(NAMES as readonly string[]).includes(name))
const within = Number(values.within)

if (values.help) process.stdout.write(HELP)
else if (unknown.length > 0 || !(within > 0)) {
  process.stderr.write(
    unknown.length > 0
      ? `There is no ${unknown.join(', ')}: --only takes ${NAMES.join(', ')}.\n`
      : `--within should be a number of seconds, but is ${values.within}.\n`,
  )
  process.exitCode = 2
} else {
  const temporary = mkdtempSync(join(tmpdir(), 'callgrant-consumer-'))
  try {
    const { passed, failed } = await consume(temporary)
    process.stdout.write(`${passed} passed, ${failed} failed\n`)
    process.exitCode = failed > 0 ? 1 : 0
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function consume(temporary: string): Promise<{ passed: number; failed: number }> {
  const progress = new Progress()
  const counts = { passed: 0, failed: 0 }
  const part = async (name: string, work: () => Promise<string>): Promise<boolean> => {
    let said = ''
    const ok = await step(progress, name, async () => {
      said = await work()
      return { ok: true, output: '' }
    })
    if (ok) progress.print(`    ${said}`)
    counts[ok ? 'passed' : 'failed']++
    return ok
  }

  const packs = join(temporary, 'packs')
  mkdirSync(packs)
  let packed: Packed[] = []
  const isPacked = await part('pack', async () => {
    packed = await pack(packs, values.built)
    return packed.map(({ name, version }) => `${name}@${version}`).join(', ')
  })
  if (!isPacked) return counts

  // First, and alone: they are timed.
  const place = (name: string) => ({ packs, packed, folder: join(temporary, name) })
  for (const template of ['plain', 'react', 'vue'] as const) {
    if (asked.includes(template)) {
      useChromium()
      await part(template, () => webProject(template, place(template), within))
    }
  }

  const others: [name: string, work: () => Promise<string>][] = []
  if (asked.includes('taro')) others.push(['taro', () => taroProject(place('taro'))])
  const managers = MANAGERS.filter((manager) => asked.includes(manager))
  if (managers.length > 0) {
    const tools = installTools(join(temporary, 'tools'))
    // Whoever needs them first says that they failed.
    tools.catch(() => {})
    for (const manager of managers) {
      for (const node of ['24', '26'] as const) {
        const folder = join(temporary, `${manager}-${node}`)
        const work = async () => installedBy(manager, node, { packed, tools: await tools, folder })
        others.push([`${manager} on Node ${node}`, work])
      }
    }
  }
  if (asked.includes('publish')) {
    others.push(
      ['npm publish --dry-run', () => dryRun(packed)],
      ['publint', () => manifests(packed)],
      ['attw', () => types(packed)],
      ['licences', () => licences(packed, join(temporary, 'licences'))],
    )
  }
  await inLanes(
    others.map(
      ([name, work]) =>
        async () =>
          void (await part(name, work)),
    ),
  )
  return counts
}

function useChromium(): void {
  const chromium = ensureChromium()
  if (!('path' in chromium)) throw new Error(`The call needs Chromium: ${chromium.reason}`)
  process.env.CHROMIUM_PATH = chromium.path
  const shell = findChromiumShell()
  if (shell) process.env.CHROMIUM_SHELL_PATH = shell
}
