/** The walls of the house: which part may import which. Read from the import statements, nothing is run. */

import { readFileSync } from 'node:fs'
import { dirname, posix } from 'node:path'

/** A part is a folder, or one file; the most particular one that a file is in counts. */
interface Part {
  folder: string
  /** Other parts, by folder or file, that it may import. Its own files always. */
  mayImport: string[]
  /** Node's own modules that it may import; absent: all. */
  node?: string[]
}

const PROTOCOL = 'packages/protocol/src'
const SDK = 'packages/sdk/src'
const KEY_FILE = `${SDK}/device/file-key-store.ts`
const SERVER = 'packages/server/src'
const ROWS = `${SERVER}/store/schema.ts`
const FAILURES = `${SERVER}/store/failures.ts`
const within = (...names: string[]) => names.map((name) => `${SERVER}/${name}`)
const lower = [PROTOCOL, ROWS, FAILURES, ...within('domain', 'config')]

const PARTS: Part[] = [
  { folder: PROTOCOL, mayImport: [], node: [] },
  { folder: SDK, mayImport: [PROTOCOL, KEY_FILE], node: [] },
  // A device in Node keeps its key in a file; loaded only when it is asked to.
  { folder: KEY_FILE, mayImport: [PROTOCOL, SDK] },
  // Pure: plain data in, plain data out. `node:crypto` computes; it reads nothing.
  { folder: `${SERVER}/domain`, mayImport: [PROTOCOL, ROWS], node: ['node:crypto'] },
  // The rows of the tables, in words: what the law is about and what the store keeps.
  { folder: ROWS, mayImport: [], node: [] },
  // How the store fails, in words: an answer or a metric tells it from a fault of ours.
  { folder: FAILURES, mayImport: [PROTOCOL], node: [] },
  { folder: `${SERVER}/config`, mayImport: [PROTOCOL] },
  { folder: `${SERVER}/bus`, mayImport: lower, node: [] },
  { folder: `${SERVER}/store`, mayImport: lower },
  { folder: `${SERVER}/acts`, mayImport: [...lower, ...within('store', 'bus')] },
  // Routes and the gateway parse, call one act, and answer: the store is behind the acts.
  { folder: `${SERVER}/http`, mayImport: [...lower, ...within('acts', 'bus')] },
  { folder: `${SERVER}/gateway`, mayImport: [...lower, ...within('acts', 'bus')] },
  // What puts a server together, and the command line on top of it.
  { folder: SERVER, mayImport: [...lower, ...within('store', 'bus', 'acts', 'http', 'gateway')] },
  { folder: `${SERVER}/cli`, mayImport: [...lower, SERVER, ...within('store', 'acts', 'mini-program'), SDK] },
  // Tools for developers of apps: they put phones and devices, which are the SDK's, beside a server.
  { folder: `${SERVER}/mini-program`, mayImport: [...lower, SERVER, ...within('acts'), SDK] },
  {
    folder: `${SERVER}/emulator`,
    mayImport: [...lower, SERVER, ...within('store', 'acts', 'mini-program'), SDK],
  },
  { folder: 'packages/taro-plugin/src', mayImport: [PROTOCOL, SDK] },
  { folder: 'apps/try', mayImport: [PROTOCOL, SDK] },
  { folder: 'apps/mini-program', mayImport: [PROTOCOL, SDK] },
]

/** One import that goes through a wall, as a sentence. */
export function breaches(files: string[], read = (file: string) => readFileSync(file, 'utf8')): string[] {
  return files.flatMap((file) => {
    const from = partOf(file)
    if (!from || /(\.test|\.browser\.test|\/test-[\w-]+)\.ts$|\/(test|testing)\//.test(file)) return []
    return importsOf(read(file)).flatMap(({ source, typeOnly, line }) => {
      const where = `${file}:${line}`
      if (source.startsWith('node:')) {
        if (typeOnly || !from.node || from.node.includes(source)) return []
        return [`${where} imports ${source}, but ${from.folder} does no I/O`]
      }
      if (
        forBrowsers(from) &&
        !typeOnly &&
        /^@callgrant\/protocol(?!\/(errors|limits|names)$)/.test(source)
      ) {
        return [`${where} imports ${source}: it would carry zod into browsers; import its types only`]
      }
      const target = targetOf(file, source)
      const to = target && partOf(target)
      // A type is a word, not a tie: the context names the types of everything it carries.
      if (!to || to === from || from.mayImport.includes(to.folder) || (typeOnly && inServer(from, to)))
        return []
      return [`${where} imports ${source}: ${from.folder} may not use ${to.folder}`]
    })
  })
}

const forBrowsers = (part: Part) => part.folder === SDK || part.folder.startsWith('apps/')

const inServer = (from: Part, to: Part) =>
  from.folder.startsWith(SERVER) && to.folder.startsWith(SERVER) && !from.folder.endsWith('/domain')

function partOf(file: string): Part | undefined {
  return PARTS.filter((part) => file === part.folder || file.startsWith(`${part.folder}/`)).sort(
    (a, b) => b.folder.length - a.folder.length,
  )[0]
}

/** The file in this repository that an import means; undefined for what comes from the registry. */
function targetOf(file: string, source: string): string | undefined {
  if (source.startsWith('.')) return posix.join(dirname(file), source)
  const [, scoped, rest] = /^(@callgrant\/protocol|@callgrant\/sdk|callgrant)(\/.*)?$/.exec(source) ?? []
  if (!scoped) return undefined
  const folder = { '@callgrant/protocol': PROTOCOL, '@callgrant/sdk': SDK, callgrant: SERVER }[scoped]
  return `${folder}${rest ?? '/index'}/x.ts`
}

function importsOf(text: string): { source: string; typeOnly: boolean; line: number }[] {
  const statement =
    /^(?:import|export)\s(type\s)?[^'"]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm
  return [...text.matchAll(statement)].map((match) => ({
    source: (match[2] ?? match[3] ?? match[4]) as string,
    typeOnly: match[1] !== undefined,
    line: text.slice(0, match.index).split('\n').length,
  }))
}
