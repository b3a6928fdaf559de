/** The tarballs, installed by npm, pnpm and Yarn, on Node 24 and 26: every entry is imported, programs run, a call is made. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cleanEnvironment } from '../lib/installed.ts'
import { type Packed, root } from './pack.ts'
import { run } from './run.ts'

export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const
export type Manager = (typeof MANAGERS)[number]

const PNPM = 'pnpm@11.28.7'
const YARN = '@yarnpkg/cli-dist@4.18.1'
const NODE_26 = '26.10.0'
/** As the optional dependencies of this repository bring Node 24. */
const NODE_PACKAGE = `node-${process.platform === 'darwin' && process.arch === 'arm64' ? 'bin-' : ''}${process.platform}-${process.arch}`

/** The entries that plain Node can load; the others are for browsers, and for Taro's builds. */
const ENTRIES = [
  ...['@callgrant/protocol', '@callgrant/protocol/errors', '@callgrant/sdk/person', '@callgrant/sdk/device'],
  ...[
    '@callgrant/sdk/calling',
    '@callgrant/sdk/backend',
    '@callgrant/ui',
    '@callgrant/ui/browser',
    '@callgrant/ui/texts',
  ],
  ...[
    '@callgrant/wechat',
    '@callgrant/wechat/mini-program',
    '@callgrant/emulator',
    'callgrant',
    'taro-plugin-callgrant',
  ],
]

/** Prints how many entries could be imported. */
const IMPORTS = `
const entries = ${JSON.stringify(ENTRIES)}
for (const entry of entries) {
  const names = Object.keys(await import(entry))
  if (names.length === 0) throw new Error(entry + ' exports nothing')
}
console.log(entries.length, 'entries on', process.version)
`

export interface Tools {
  /** Folder of the program `node`, by major version. */
  nodes: Record<'24' | '26', string>
  /** Yarn does not read npm's settings, and has its own name for this one. */
  registry: string
  /** What node is given to start a package manager. */
  programs: Record<Exclude<Manager, 'npm'>, string>
}

/** Installs Node 26, pnpm and Yarn, as packages of the registry. */
export async function installTools(folder: string): Promise<Tools> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const packages = [PNPM, YARN, `${NODE_PACKAGE}@${NODE_26}`]
  await run(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packages],
    {
      cwd: folder,
      env: cleanEnvironment(),
    },
  )
  const registry = (
    await run('npm', ['config', 'get', 'registry'], { cwd: folder, env: cleanEnvironment() })
  ).trim()
  return {
    registry,
    nodes: { 24: dirname(process.execPath), 26: join(folder, 'node_modules', NODE_PACKAGE, 'bin') },
    programs: {
      pnpm: join(folder, 'node_modules/pnpm/bin/pnpm.mjs'),
      yarn: join(folder, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js'),
    },
  }
}

/** @param folder an empty one @returns what was printed */
export async function installedBy(
  manager: Manager,
  node: '24' | '26',
  { packed, tools, folder }: { packed: Packed[]; tools: Tools; folder: string },
): Promise<string> {
  mkdirSync(folder, { recursive: true })
  writeConsumer(folder, packed)
  const { PATH = '', ...rest } = cleanEnvironment()
  const env = {
    ...rest,
    PATH: [tools.nodes[node], PATH].join(delimiter),
    // In CI pnpm and Yarn refuse to write a lock: here there is none yet.
    CI: '',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_NPM_REGISTRY_SERVER: tools.registry,
  }
  const inside = { cwd: folder, env }
  if (manager === 'npm') await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], inside)
  else await run('node', [tools.programs[manager], 'install'], inside)

  // Yarn keeps packages in archives: its own `node` finds them there.
  const start =
    manager === 'yarn' ? (['node', [tools.programs.yarn, 'node']] as const) : (['node', []] as const)
  const [command, before] = start
  const imported = await run(command, [...before, 'imports.mjs'], inside)
  await run(command, [...before, '--test', 'first.test.mjs'], inside)
  return imported.trim().split('\n').at(-1) ?? ''
}

/** A project that depends on all our packages; the overrides are for what they depend on among themselves. */
function writeConsumer(folder: string, packed: Packed[]): void {
  const files = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]))
  const manifest = {
    name: 'consumer',
    private: true,
    type: 'module',
    dependencies: files,
    overrides: files,
    resolutions: files,
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  writeFileSync(
    join(folder, 'pnpm-workspace.yaml'),
    JSON.stringify({ overrides: files, minimumReleaseAge: 0 }),
  )
  writeFileSync(join(folder, '.yarnrc.yml'), 'enableGlobalCache: true\nenableScripts: false\n')
  writeFileSync(join(folder, 'imports.mjs'), IMPORTS)
  // The first test of the documentation, in Node's own runner: a server, a phone, a refusal.
  const [, code = ''] =
    /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'docs/testing.md'), 'utf8')) ?? []
  writeFileSync(join(folder, 'first.test.mjs'), code)
}
