/** What `npm install` of each published package may bring, checked against package-lock.json. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

interface Allowed {
  /** Run-time dependencies in its package.json. Another one is added here on purpose, or not at all. */
  dependencies: string[]
  /** Not to be found among all that its install brings, however deep. */
  never: string[]
  /** How many packages its install brings at most, itself included. */
  packages: number
}

const UI_LIBRARIES = ['lit', 'react', 'vue']
const MINI_PROGRAM_TOOLS = ['glass-easel', 'postcss', 'sucrase', 'weui-miniprogram']
const NO_INSIDE = ['@callgrant/emulator', '@callgrant/e2e', 'taro-plugin-callgrant']

export const ALLOWED: Record<string, Allowed> = {
  'packages/protocol': { dependencies: ['zod'], never: [], packages: 2 },
  'packages/sdk': {
    dependencies: ['@callgrant/protocol', 'p-retry', 'partysocket'],
    never: [...UI_LIBRARIES, ...MINI_PROGRAM_TOOLS, ...NO_INSIDE, '@callgrant/ui', 'callgrant', 'werift'],
    packages: 7,
  },
  'packages/ui': {
    dependencies: ['@callgrant/protocol', '@callgrant/sdk', 'lit'],
    never: [...MINI_PROGRAM_TOOLS, ...NO_INSIDE, 'callgrant', 'werift'],
    packages: 15,
  },
  'packages/wechat': {
    dependencies: [
      '@callgrant/protocol',
      '@callgrant/sdk',
      '@callgrant/ui',
      'acorn',
      'glass-easel',
      'glass-easel-miniprogram-adapter',
      'glass-easel-template-compiler',
      'lit',
      'postcss',
      'postcss-selector-parser',
      'sucrase',
      'weui-miniprogram',
    ],
    never: [...NO_INSIDE, 'callgrant', 'werift'],
    packages: 45,
  },
  'packages/server': {
    dependencies: [
      '@callgrant/protocol',
      '@callgrant/sdk',
      '@fastify/cookie',
      '@fastify/cors',
      '@fastify/proxy-addr',
      '@fastify/rate-limit',
      '@fastify/static',
      '@fastify/swagger',
      '@nats-io/transport-node',
      'dataloader',
      '@scalar/fastify-api-reference',
      'fast-json-stringify',
      'fast-xml-parser',
      'fastify',
      'fastify-type-provider-zod',
      'helmet',
      'ipaddr.js',
      'jose',
      'kysely',
      'leven',
      'openid-client',
      'p-retry',
      'pg',
      'pino',
      'prom-client',
      'rate-limiter-flexible',
      'selfsigned',
      'standardwebhooks',
      'string-width',
      'temporal-polyfill',
      'undici',
      'uqr',
      'web-push',
      'ws',
      'yocto-spinner',
      'zod',
    ],
    never: [
      ...UI_LIBRARIES,
      ...MINI_PROGRAM_TOOLS,
      ...NO_INSIDE,
      '@callgrant/ui',
      '@callgrant/wechat',
      'werift',
    ],
    packages: 194,
  },
  'packages/emulator': {
    dependencies: [
      '@callgrant/protocol',
      '@callgrant/sdk',
      '@callgrant/wechat',
      '@fastify/static',
      'callgrant',
      'fastify',
      'werift',
      'zod',
    ],
    never: ['@callgrant/e2e', 'taro-plugin-callgrant'],
    packages: 250,
  },
  // It is built with all it needs inside.
  'packages/taro-plugin': { dependencies: [], never: [], packages: 1 },
  // `npm create` installs it anew for each project.
  'packages/create-callgrant': {
    dependencies: ['@clack/prompts', 'validate-npm-package-name'],
    never: ['callgrant', '@callgrant/sdk', ...UI_LIBRARIES],
    packages: 8,
  },
}

/** An entry of `packages` in package-lock.json, as far as this looks. */
interface Entry {
  name?: string
  link?: boolean
  resolved?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}
export type Lock = Record<string, Entry>

/** One line for each way in which an install would bring something else than it may. */
export function unwantedDependencies(lock = readLock(), allowed = ALLOWED): string[] {
  const faults: string[] = []
  for (const [folder, { dependencies, never, packages }] of Object.entries(allowed)) {
    for (const name of Object.keys(lock[folder]?.dependencies ?? {})) {
      if (!dependencies.includes(name)) faults.push(`${folder} depends on ${name}, which is not in its list`)
    }
    const ways = closure(lock, folder)
    for (const name of never) {
      const way = ways.get(name)
      if (way) faults.push(`an install of ${folder} brings ${name}: ${way.join(' → ')}`)
    }
    const count = ways.size + 1
    if (count > packages)
      faults.push(`an install of ${folder} brings ${count} packages, more than ${packages}`)
  }
  return faults.map((fault) => `${fault} (scripts/lib/installed-dependencies.ts)`)
}

function readLock(): Lock {
  return (JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8')) as { packages: Lock }).packages
}

/** All packages that an install of a folder's package brings: by name, with the way to each. */
export function closure(lock: Lock, folder: string): Map<string, string[]> {
  const ways = new Map<string, string[]>()
  const waiting: [path: string, way: string[]][] = [[folder, [folder]]]
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [path, way] = next
    for (const name of neededBy(lock[path])) {
      const found = locate(lock, path, name)
      if (!found || ways.has(name)) continue
      ways.set(name, [...way, name])
      waiting.push([found, [...way, name]])
    }
  }
  return ways
}

function neededBy(entry: Entry = {}): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {}).filter(
    (name) => !entry.peerDependenciesMeta?.[name]?.optional,
  )
  return [...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...peers]
}

/** Where Node would find the package: in the folder's own node_modules, or in one above it. */
function locate(lock: Lock, from: string, name: string): string | undefined {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf('/')))) {
    const path = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
    const entry = lock[path]
    if (entry) return entry.link ? entry.resolved : path
    if (place === '') return undefined
  }
}
