/** The package.json of a project: the common one, what a template adds, and the versions of our own packages. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Refusal, say } from './texts.ts'

export interface Manifest {
  name?: string
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  overrides?: Record<string, string>
  [key: string]: unknown
}

/** Every package of ours that a project's own may bring. */
const OURS = [
  '@callgrant/protocol',
  '@callgrant/sdk',
  '@callgrant/ui',
  '@callgrant/wechat',
  '@callgrant/emulator',
  'callgrant',
  'taro-plugin-callgrant',
]

export interface Versions {
  /** Our packages have one version, this one's too. */
  version: string
  /** A folder with the tarballs of all of them, in place of the registry. */
  from?: string | undefined
}

/** @param parts the common one first; later ones add to it, and win */
export function mergeManifests(name: string, parts: readonly Manifest[], versions: Versions): Manifest {
  const merged: Manifest = { name }
  for (const part of parts) {
    for (const [key, value] of Object.entries(part)) {
      if (key === 'name') continue
      const before = merged[key]
      merged[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value
    }
  }
  for (const key of ['dependencies', 'devDependencies'] as const) {
    const pinned = Object.entries(merged[key] ?? {}).map(
      ([dependency, version]) =>
        [dependency, version === '*' ? specOf(dependency, versions) : version] as const,
    )
    merged[key] = Object.fromEntries(pinned.sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  if (versions.from !== undefined)
    merged.overrides = Object.fromEntries(OURS.map((ours) => [ours, specOf(ours, versions)]))
  return merged
}

function specOf(name: string, { version, from }: Versions): string {
  if (from === undefined) return `^${version}`
  const file = resolve(join(from, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`))
  if (!existsSync(file))
    throw new Refusal(
      say(
        `There is no ${file}. \`npm pack --workspaces\` makes the tarballs.`,
        `没有 ${file}。用 npm pack --workspaces 生成 tarball。`,
      ),
    )
  return `file:${file}`
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
