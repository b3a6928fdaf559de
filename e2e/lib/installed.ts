/** The packages as npm would publish them: packed, and installed into empty folders outside this repository. */

import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')

/** Each package's folder under `packages/`, and its name. */
export const PACKAGE_NAMES = {
  protocol: '@callgrant/protocol',
  sdk: '@callgrant/sdk',
  ui: '@callgrant/ui',
  wechat: '@callgrant/wechat',
  server: 'callgrant',
  emulator: '@callgrant/emulator',
  'taro-plugin': 'taro-plugin-callgrant',
  'create-callgrant': 'create-callgrant',
} as const
export type PackageFolder = keyof typeof PACKAGE_NAMES
export const PACKAGE_FOLDERS = Object.keys(PACKAGE_NAMES) as PackageFolder[]

/** An environment in which this repository, its scripts and its settings are not there; `node` is Node 24. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|CALLGRANT_|DATABASE_URL|PORT$|NODE_(?!EXTRA_CA_CERTS))/.test(name),
  )
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
  return { ...Object.fromEntries(kept), PATH: path }
}

export interface PackedPackages {
  /** Paths in the tarball of a package, without `package/` before them. */
  contents: Record<PackageFolder, string[]>
  /** Installs packages of ours, and others by name, into a new folder, as a newcomer would. */
  install(ours: readonly PackageFolder[], others?: readonly string[]): Promise<Installation>
  /** Removes the tarballs and all installations. */
  remove(): void
}

export interface Installation {
  folder: string
  /** Reads the package.json of an installed package. */
  manifest(name: string): Manifest
  /** Runs a module, written into the folder, in Node. @returns what it printed */
  runModule(name: string, code: string, ...args: string[]): Promise<string>
  /** Runs an installed program, as `npx` does. */
  runProgram(name: string, ...args: string[]): Promise<{ stdout: string; stderr: string }>
  /** Path of an installed program, for what runs longer than a test waits. */
  programPath(name: string): string
  /** Names of all packages that came with `name`, itself included: `npm ls --omit=dev`. */
  packagesOf(name: string): Promise<string[]>
}

export interface Manifest {
  version: string
  main?: string
  module?: string
  types?: string
  bin?: Record<string, string>
  exports?: Record<string, unknown>
}

export async function packPackages(): Promise<PackedPackages> {
  const temporary = mkdtempSync(join(tmpdir(), 'callgrant-packages-'))
  const packs = join(temporary, 'packs')
  mkdirSync(packs)
  const workspaces = PACKAGE_FOLDERS.flatMap((name) => ['-w', `packages/${name}`])
  await run('npm', ['pack', ...workspaces, '--pack-destination', packs], { cwd: root })
  const tarballs = new Map(readdirSync(packs).map((file) => [file.replace(/-\d.*$/, ''), join(packs, file)]))
  const tarballOf = (name: PackageFolder) =>
    tarballs.get(PACKAGE_NAMES[name].replace('@', '').replace('/', '-')) as string

  const contents = {} as Record<PackageFolder, string[]>
  for (const name of PACKAGE_FOLDERS) {
    const { stdout } = await run('tar', ['-tzf', tarballOf(name)])
    contents[name] = stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
  }

  let count = 0
  return {
    contents,
    async install(ours, others = []) {
      const folder = join(temporary, `install-${++count}`)
      mkdirSync(folder)
      writeFileSync(join(folder, 'package.json'), '{ "private": true }')
      const wanted = [...ours.map(tarballOf), ...others]
      await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...wanted], {
        cwd: folder,
        env: cleanEnvironment(),
      })
      return installationIn(folder)
    },
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  }
}

interface Listed {
  dependencies?: Record<string, Listed>
}

function installationIn(folder: string): Installation {
  const options = { cwd: folder, env: cleanEnvironment() }
  const programPath = (name: string) => join(folder, 'node_modules/.bin', name)
  return {
    folder,
    manifest: (name) =>
      JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as Manifest,
    async runModule(name, code, ...args) {
      writeFileSync(join(folder, name), code)
      return (await run(process.execPath, [name, ...args], options)).stdout
    },
    runProgram: (name, ...args) => run(programPath(name), args, options),
    programPath,
    async packagesOf(name) {
      const { stdout } = await run('npm', ['ls', '--all', '--omit=dev', '--json', name], options)
      const names = new Set<string>()
      const collect = ({ dependencies = {} }: Listed) => {
        for (const [dependency, listed] of Object.entries(dependencies)) {
          names.add(dependency)
          collect(listed)
        }
      }
      collect(JSON.parse(stdout) as Listed)
      return [...names]
    },
  }
}
