/** Opens a Mini Program’s folder as it is, on a phone or a device of the emulator. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppLife, CloudFunction, PageStack } from '@callgrant/sdk/wx'
import {
  type AppJson,
  createMiniProgram,
  type Globals,
  type MiniProgram,
  type PageJson,
  type Program,
  type Templates,
} from '@callgrant/sdk/wx/pages'
import { type CloudGround, cloudFunctionsOf } from '../../mini-program/cloud-functions.ts'
import { compileWxml } from '../../mini-program/compile-wxml.ts'
import { type Code, codeIn, openFolder } from '../../mini-program/folder.ts'
import { LoadError, parseJson } from '../../mini-program/load-error.ts'
import { isFile, scriptOf } from '../../mini-program/resolve.ts'
import type { EmulatedClock } from '../clock.ts'
import { Modules } from './modules.ts'
import { createRealm } from './realm.ts'

export interface OpenOptions {
  /** The page to show first, `pages/index/index`; default: app.json’s first. */
  path?: string
  query?: Record<string, string>
  /** WeChat’s number of the way in; default 1001. */
  scene?: number
  /** Folder of cloud functions. Default: `cloudfunctionRoot` of project.config.json, or `cloudfunctions` beside. */
  cloudFunctions?: string
  /** Where `console` of the Mini Program goes; default: the test’s own. */
  console?: Console
  /** Errors of its handlers and scripts, after `App.onError`. Default: they are thrown as uncaught errors. */
  onError?: (error: Error) => void
}

/** What a phone or a device gives to what runs on it. */
export interface Ground {
  globals: { wx: object; requirePlugin: (name: string) => unknown; wmpf?: object }
  stack: PageStack
  life: AppLife
  clock: EmulatedClock
  /** Where cloud functions are put, by name. */
  functions: Record<string, CloudFunction>
  cloud: CloudGround
}

/** `resolveAlias` says what `~/x` means in a `require`. */
type Json = AppJson & { resolveAlias?: Record<string, string> }

/** @param path the folder of app.json or of project.config.json, or app.json itself; a file: URL is taken too */
export async function openMiniProgram(
  ground: Ground,
  path: string,
  options: OpenOptions,
): Promise<MiniProgram> {
  const folder = openFolder(folderOf(pathOf(path)))
  const beside = join(dirname(folder.root), 'cloudfunctions')
  const functions =
    options.cloudFunctions === undefined
      ? (folder.cloudFunctions ?? (existsSync(beside) ? beside : null))
      : pathOf(options.cloudFunctions)
  if (functions) Object.assign(ground.functions, cloudFunctionsOf(functions, ground.cloud))
  return start(ground, folder, folder.appJson, options)
}

/** @param file the script of one page, of an app that has no app.json, or is not all there */
export async function openOnePage(ground: Ground, file: string, options: OpenOptions): Promise<MiniProgram> {
  const script = pathOf(file)
  if (!isFile(script)) throw new LoadError(script, null, 'there is no such file')
  const root = rootOfPage(script)
  const path = relative(root, script)
    .split(sep)
    .join('/')
    .replace(/\.[jt]s$/, '')
  const appFile = join(root, 'app.json')
  const rest = isFile(appFile) ? (readJson(appFile) as Json) : {}
  const appJson = { ...rest, subpackages: [], subPackages: [], pages: [path] }
  return start(ground, codeIn(root), appJson, { ...options, path })
}

async function start(
  { globals, stack, life, clock }: Ground,
  code: Code,
  appJson: Json,
  { path, query, scene, console: log = console, onError = throwLater }: OpenOptions,
): Promise<MiniProgram> {
  const onWarning = (text: string) => log.warn(text)
  const program = programOf(code, appJson, createRealm(clock, log), onWarning)
  const opened = createMiniProgram({ program, ...globals, stack, life, onError, onWarning })
  await opened.launch({
    ...(path !== undefined && { path }),
    ...(query && { query }),
    ...(scene !== undefined && { scene }),
  })
  return opened
}

function programOf(code: Code, appJson: Json, realm: object, onWarning: (text: string) => void): Program {
  const { root } = code
  const modules = new Modules(root, realm, appJson.resolveAlias)
  const json = new Map<string, PageJson | undefined>()
  const { code: templates, warnings } = compileWxml(code)
  for (const warning of warnings) onWarning(warning)
  return {
    appJson,
    templates: new Function(`return ${templates}`)() as Templates,
    json(path) {
      if (!json.has(path)) {
        const file = join(root, `${path}.json`)
        json.set(path, isFile(file) ? (readJson(file) as PageJson) : undefined)
      }
      return json.get(path)
    },
    run(path: string, globals: Globals) {
      Object.assign(realm, globals)
      const file = scriptOf(root, path)
      if (file) modules.run(file)
      // An app without a script of its own is none to WeChat; a page of it may be tested all the same.
      else if (path !== 'app') throw new LoadError(join(root, `${path}.js`), null, 'there is no such file')
    },
  }
}

/** What `openFolder` opens: where project.config.json is, or else app.json. */
function folderOf(path: string): string {
  if (!existsSync(path)) throw new LoadError(path, null, 'there is no such folder')
  if (!statSync(path).isDirectory()) {
    if (/^(app|project\.config)\.json$/.test(basename(path))) return dirname(path)
    throw new LoadError(
      path,
      null,
      'pass the folder, or its app.json; for the script of one page see openPage',
    )
  }
  const inside = join(path, 'miniprogram')
  const bare = !isFile(join(path, 'app.json')) && !isFile(join(path, 'project.config.json'))
  return bare && isFile(join(inside, 'app.json')) ? inside : path
}

/** The nearest folder above that is a Mini Program’s; else what holds the `pages` folder; else the page’s own. */
function rootOfPage(script: string): string {
  for (let folder = dirname(script); folder !== dirname(folder); folder = dirname(folder)) {
    if (isFile(join(folder, 'app.json'))) return folder
  }
  const steps = script.split(sep)
  const pages = steps.lastIndexOf('pages', steps.length - 2)
  return pages > 0 ? steps.slice(0, pages).join(sep) : dirname(script)
}

function readJson(file: string): unknown {
  return parseJson(file, readFileSync(file, 'utf8'))
}

function pathOf(given: string): string {
  const path = given.startsWith('file:') ? fileURLToPath(given) : given
  const full = isAbsolute(path) ? path : resolvePath(path)
  return full.length > 1 && full.endsWith(sep) ? full.slice(0, -1) : full
}

/** What a page throws and nobody hears should fail the test. */
function throwLater(error: Error): void {
  setImmediate(() => {
    throw error
  })
}
