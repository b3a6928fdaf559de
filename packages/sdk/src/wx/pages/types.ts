/**
 * What the runtime of Mini Program pages and its surroundings agree on: a loader (Node's files, a browser's
 * download) gives a `Program`, the runtime gives it `Globals`, and a test or a screen gets a `MiniProgram`.
 */

import type { GeneralBackendContext, template } from 'glass-easel'
import type { Root } from 'glass-easel-miniprogram-adapter'
import type { AppLife, EnterOptions } from '../app-life.ts'
import type { PageStack } from './page-stack.ts'

/** The parts of `app.json` that the runtime reads. */
export interface AppJson {
  pages: string[]
  entryPagePath?: string
  subpackages?: SubPackage[]
  /** WeChat takes both spellings. */
  subPackages?: SubPackage[]
  tabBar?: { list: { pagePath: string; text?: string; iconPath?: string; selectedIconPath?: string }[] }
  window?: PageJson
  /** Components that every page has. */
  usingComponents?: Record<string, string>
  plugins?: Record<string, { version: string; provider: string }>
}
export interface SubPackage {
  root: string
  pages: string[]
}
/** JSON beside a page or a component. */
export interface PageJson {
  component?: boolean
  usingComponents?: Record<string, string>
  navigationBarTitleText?: string
  styleIsolation?: string
  [key: string]: unknown
}

/** All compiled WXML of a folder, by path without ending; what the template compiler's code evaluates to. */
export type Templates = Record<string, template.ComponentTemplate['content']>

/** A Mini Program's folder, made ready to run. Paths have no slash before and no ending: `pages/index/index`. */
export interface Program {
  readonly appJson: AppJson
  readonly templates: Templates
  /** JSON beside a page or component; undefined: there is no such file. */
  json(path: string): PageJson | undefined
  /**
   * Runs a script, `app` or that of a page or component, with what it may call; each is run once.
   * @throws what the script throws; Error when there is no such script
   */
  run(path: string, globals: Globals): void
  /** Name before every class in a component's compiled WXSS; undefined: its styles have none. */
  styleScope?(path: string): string | undefined
}

/** What every script of a Mini Program finds in its scope, beside its own `require`, `module` and `exports`. */
export interface Globals {
  App(definition: object): void
  Page(definition: object): void
  Component(definition: object): unknown
  Behavior(definition: object): unknown
  getApp(option?: { allowDefault?: boolean }): object
  getCurrentPages(): object[]
  wx: object
  requirePlugin(name: string): unknown
  /** On a device only. */
  wmpf?: object
}

export interface MiniProgramOptions {
  program: Program
  wx: object
  requirePlugin(name: string): unknown
  wmpf?: object
  /** The stack that `wx` and the plugin navigate with. */
  stack: PageStack
  /** Default: a life of its own. */
  life?: AppLife
  /** Where pages are drawn; default: nowhere, nodes are kept in memory. */
  backend?: GeneralBackendContext
  /** Told of every page that comes and goes, for a screen that shows it. */
  view?: View
  /** Errors of handlers, observers and scripts, after `App.onError`. Default: `console.error`. */
  onError?(error: Error): void
  /** Things that are not done here, said once each. Default: `console.warn`. */
  onWarning?(text: string): void
}

/** A screen: what a browser does with pages. */
export interface View {
  mount(page: LivePage): void
  show(page: LivePage): void
  hide(page: LivePage): void
  unmount(page: LivePage): void
}

/** What a handler is given beside its event's type. */
export interface EventFields {
  dataset?: Record<string, unknown>
  detail?: unknown
  id?: string
  mark?: Record<string, unknown>
}

/** An open page. */
export interface LivePage {
  readonly route: string
  readonly options: Record<string, string>
  /** The page as its own code knows it, `this`. */
  readonly instance: PageInstance
  readonly data: Record<string, unknown>
  /** Its nodes, for a screen to put somewhere. */
  readonly root: Root
  /** Calls a method with these arguments. @throws Error when the page has none of this name */
  call(method: string, ...args: unknown[]): unknown
  /** Calls a handler as a tap does. */
  tap(handler: string, fields?: EventFields): unknown
  /** Calls a handler with an event of any type, `input` with `detail: { value }`. */
  fire(handler: string, type: string, fields?: EventFields): unknown
  /** Taps what the WXML has: a selector as for `selectComponent`, `.call`, `#ask`, or a tag. @throws Error when nothing matches */
  tapOn(selector: string): void
  /** Fires any event on what the WXML has. */
  fireOn(selector: string, type: string, detail?: unknown): void
  /** All words on the page, as its WXML has them now. */
  text(): string
}

export interface PageInstance {
  readonly is: string
  readonly route: string
  readonly options: Record<string, string>
  data: Record<string, unknown>
  setData(data: Record<string, unknown>, callback?: () => void): void
  [key: string]: unknown
}

/** A Mini Program that runs. */
export interface MiniProgram {
  /** What `App({…})` was given; `getApp()`. */
  readonly app: Record<string, unknown>
  /** The page on top. @throws Error when a plugin's page is on top, or none */
  readonly page: LivePage
  /** All pages, bottom first; plugin pages left out. */
  readonly pages: readonly LivePage[]
  readonly globals: Globals
  /** Runs `App.onLaunch`, `App.onShow` and opens the first page. */
  launch(options?: Partial<EnterOptions>): Promise<void>
  /** The app comes to the front, or goes to the back. */
  show(options?: Partial<EnterOptions>): void
  hide(): void
  /** Unloads every page. */
  close(): void
}
