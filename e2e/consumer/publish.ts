/** Whether the packages can be published as they are: npm's own dry run, their types, their manifests, their licences. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { inLanes } from '../../scripts/lib/lanes.ts'
import { cleanEnvironment } from '../lib/installed.ts'
import type { Packed } from './pack.ts'
import { run } from './run.ts'

/** `npm publish --dry-run` of each package says nothing but what it would publish. */
export async function dryRun(packed: readonly Packed[]): Promise<string> {
  const faults: string[] = []
  await inLanes(
    packed.map(({ source, name }) => async () => {
      // What its scripts do was done: the packages are built.
      const args = ['publish', '--dry-run', '--ignore-scripts', '--access', 'public', '--json']
      const said = await run('npm', args, { cwd: source, env: cleanEnvironment() })
      const warnings = said
        .split('\n')
        .filter((line) => /^npm (warn|error)/i.test(line) && !NOT_SIGNED_IN.test(line))
      faults.push(...warnings.map((line) => `${name}: ${line}`))
    }),
  )
  return none(faults) ?? `${packed.length} packages`
}
/** Nobody is signed in to a registry here, and a dry run needs nobody. */
const NOT_SIGNED_IN = /requires you to be logged in/

/** publint: what a manifest says is there, and is what it says. */
export async function manifests(packed: readonly Packed[]): Promise<string> {
  const faults: string[] = []
  for (const { source, name, tarball } of packed) {
    const bytes = readFileSync(tarball)
    const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    const { messages } = await publint({ pack: { tarball: data }, level: 'warning', strict: true })
    const said = messages.map((message) => formatMessage(message, readManifest(source), { color: false }))
    faults.push(...said.map((line) => `${name}: ${line}`))
  }
  return none(faults) ?? `${packed.length} packages`
}

/**
 * The packages are modules only (ESM), and say so: who requires one gets it by Node 24's `require(esm)`. Old resolution
 * without `exports` is TypeScript's `node10`, which knows nothing of Node 24.
 */
const NOT_MEANT = ['NoResolution node10', 'CJSResolvesToESM node16-cjs']
/** What Taro's command line requires is a plugin; the types are those of what Taro's builds take instead (`module`). */
const OF_TARO = ['taro-plugin-callgrant FalseESM']

/** attw: each entry has types, and they are of the module that is loaded. */
export async function types(packed: readonly Packed[]): Promise<string> {
  const faults: string[] = []
  let entries = 0
  for (const { source, name, tarball } of packed) {
    const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))))
    // A program has no entries.
    if (
      !analysis.types ||
      (readManifest(source).exports === undefined && readManifest(source).main === undefined)
    )
      continue
    entries += Object.keys(analysis.entrypoints).length
    for (const problem of analysis.problems) {
      const { kind } = problem
      const resolution =
        'resolutionKind' in problem
          ? problem.resolutionKind
          : 'resolutionOption' in problem
            ? problem.resolutionOption
            : ''
      if (NOT_MEANT.includes(`${kind} ${resolution}`) || OF_TARO.includes(`${name} ${kind}`)) continue
      faults.push(`${name} ${'entrypoint' in problem ? problem.entrypoint : ''}: ${kind} ${resolution}`)
    }
  }
  return none(faults) ?? `${entries} entries`
}

/** Licences that what people install from here may have. Another one is added on purpose, or not at all. */
const LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  // Of mediabunny, which werift brings: it binds to that library's own files, which are not changed here.
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
]

interface Component {
  name: string
  version: string
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
}

/** `npm sbom` of an install of all packages: complete, and with no licence that is not in the list. */
export async function licences(packed: readonly Packed[], folder: string): Promise<string> {
  const env = cleanEnvironment()
  const dependencies = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'all', version: '0.0.0', dependencies }))
  // A lock has all that is needed, and nothing is unpacked.
  const lockOnly = ['install', '--package-lock-only', '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', lockOnly, { cwd: folder, env })
  const printed = await run('npm', ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--omit=dev'], {
    cwd: folder,
    env,
  })
  const { components } = JSON.parse(printed) as { components: Component[] }
  const faults = components.flatMap(({ name, version, licenses = [] }) => {
    const said = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? '')
    return said.length > 0 && said.every(isAllowed)
      ? []
      : [`${name}@${version}: ${said.join(' ') || 'no licence'}`]
  })
  return none(faults) ?? `${components.length} packages in the bill of materials`
}

/** One of several suffices, all of several are needed. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/[()]/g, '')
  return bare.split(' OR ').some((one) => one.split(' AND ').every((licence) => LICENCES.includes(licence)))
}

const readManifest = (source: string) => JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))

function none(faults: readonly string[]): undefined {
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return undefined
}
