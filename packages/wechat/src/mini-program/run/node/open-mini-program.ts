/** Opens a Mini Program from its folder, unmodified, on a phone or a device that `createWx` made. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import type { Clock } from '@callgrant/sdk/person'
import type { WxInstance } from '../../../wx/create-wx.ts'
import { PageStack } from '../../../wx/pages/page-stack.ts'
import { withExtendedLib } from '../../read/extended-lib.ts'
import { findProject, findRootOfPage, toPath } from '../../read/find-project.ts'
import { openFolder } from '../../read/folder.ts'
import { LoadError } from '../../read/load-error.ts'
import { filesIn, isFile, readJson, type SourceFiles } from '../../read/source-files.ts'
import type { AppJson, ErrorKind, MiniProgram } from '../../types.ts'
import { createMiniProgram } from '../mini-program.ts'
import { cloudFunctionsOf } from './cloud-functions.ts'
import { folderProgram } from './folder-program.ts'
import { createRealm } from './realm.ts'

export interface OpenOptions {
  /** The page to show first, `pages/index/index`; default: app.json's first. */
  path?: string
  query?: Record<string, string>
  /** WeChat's number for how the app was entered; default 1001, from the list of Mini Programs. */
  scene?: number
  /** Folder of cloud functions. Default: `cloudfunctionRoot` of project.config.json, or `cloudfunctions` beside. */
  cloudFunctions?: string
  /** Where `console` of the Mini Program goes; default: the test's own. */
  console?: Console
  /**
   * Errors of its code, after `App.onError`. Default: those of handlers, observers and lifetimes are thrown as uncaught
   * errors; what could not be loaded (`load`, `part`) and promises whose rejection nobody handled (`rejection`) are printed with
   * `console.error`.
   */
  onError?: (error: Error, kind: ErrorKind) => void
}

/** What the one who opens a Mini Program decides, and not the Mini Program. */
export interface OpenSetup {
  /** The clock of its timers and dates; default: the system's. */
  clock?: Clock
  /** The app's secret, with which cloud functions ask the server. Without it, the folder's own are not loaded. */
  secret?: string
  /** What cloud functions ask the server with; default: the global one. */
  fetch?: typeof globalThis.fetch
}

/**
 * Opens a Mini Program and shows its first page.
 * @param instance the phone or device it is to run on; its pages are shown on a `PageStack`
 * @param path the folder of app.json or of project.config.json, or one of these files; a `file:` URL is taken too
 * @throws LoadError with file and line; what `app.js` throws
 * @example
 * const parent = createWx({ server, appid, session })
 * const app = await openMiniProgram(parent, './miniprogram')
 * app.page.tapOn('#ask')
 */
export async function openMiniProgram(
  instance: WxInstance,
  path: string,
  options: OpenOptions & OpenSetup = {},
): Promise<MiniProgram> {
  const { appid, server, functions, database } = instance.host
  const folder = openFolder(findProject(toPath(path)))
  const beside = join(dirname(folder.root), 'cloudfunctions')
  const cloud =
    options.cloudFunctions === undefined
      ? (folder.cloudFunctions ?? (existsSync(beside) ? beside : null))
      : toPath(options.cloudFunctions)
  if (cloud && options.secret !== undefined) {
    const { secret, fetch } = options
    Object.assign(
      functions,
      cloudFunctionsOf(cloud, { server, appid, secret, database, ...(fetch && { fetch }) }),
    )
  }
  return launch(instance, folder, folder.appJson, options)
}

/**
 * Opens one page alone: of an app that has no app.json, or is not complete.
 * @param file the page's script, `.js` or `.ts`
 * @throws LoadError
 */
export async function openOnePage(
  instance: WxInstance,
  file: string,
  options: OpenOptions & OpenSetup = {},
): Promise<MiniProgram> {
  const script = toPath(file)
  if (!isFile(script)) throw new LoadError(script, null, 'there is no such file')
  const root = findRootOfPage(script)
  const path = relative(root, script)
    .split(sep)
    .join('/')
    .replace(/\.[jt]s$/, '')
  const appFile = join(root, 'app.json')
  const rest = isFile(appFile) ? (readJson(appFile) as AppJson) : {}
  const appJson = { ...rest, subpackages: [], subPackages: [], pages: [path] }
  return launch(instance, withExtendedLib(filesIn(root), appJson), appJson, { ...options, path })
}

async function launch(
  { wx, requirePlugin, wmpf, host }: WxInstance,
  files: SourceFiles,
  appJson: AppJson,
  options: OpenOptions & OpenSetup,
): Promise<MiniProgram> {
  const { path, query, scene, console: log = console, clock } = options
  const stack = host.platform.navigator
  if (!(stack instanceof PageStack)) throw new TypeError('openMiniProgram: `navigator` must be a PageStack.')
  const onWarning = (text: string) => log.warn(text)
  host.files.readPackage = (path) => (isFile(files.locate(path)) ? readFileSync(files.locate(path)) : null)
  const realm = createRealm(log, clock)
  const printOrThrow = (error: Error, kind: ErrorKind) =>
    kind === 'run' ? throwLater(error) : log.error(error)
  const opened = createMiniProgram({
    program: folderProgram(files, appJson, realm.globals),
    adopt: realm.adopt,
    onUncaught: realm.onUncaught,
    wx,
    requirePlugin,
    ...(wmpf && { wmpf }),
    stack,
    life: host.app,
    onError: options.onError ?? printOrThrow,
    onWarning,
  })
  try {
    await opened.launch({
      ...(path !== undefined && { path }),
      ...(query && { query }),
      ...(scene !== undefined && { scene }),
    })
  } catch (error) {
    // Nobody has it, so nobody else can close it.
    opened.close()
    throw error
  }
  return opened
}

/** What a page throws and nobody catches fails the test that runs it. */
function throwLater(error: Error): void {
  setImmediate(() => {
    throw error
  })
}
