/**
 * What the parts of the runtime share: reading a folder or a bundle gives a `Program`, which `createMiniProgram` runs;
 * its scripts get `Globals`, and a test or a screen gets a `MiniProgram`.
 */

import type { GeneralBackendContext, template } from 'glass-easel'
import type { Root } from 'glass-easel-miniprogram-adapter'
import type { AppLife, EnterOptions } from '../wx/app-life.ts'
import type { PageStack } from '../wx/pages/page-stack.ts'

/** The parts of `app.json` that are read. */
export interface AppJson {
  /** Pages of the main package, `pages/index/index`. */
  pages: string[]
  /** The page that is shown first; default: the first of `pages`. */
  entryPagePath?: string
  subpackages?: SubPackage[]
  /** The same: WeChat takes both spellings. */
  subPackages?: SubPackage[]
  tabBar?: {
    custom?: boolean
    list: { pagePath: string; text?: string; iconPath?: string; selectedIconPath?: string }[]
  }
  /** What every page's JSON has unless it says otherwise. */
  window?: PageJson
  /** Components that every page can use, by tag. */
  usingComponents?: Record<string, string>
  /** Libraries of components that WeChat brings itself, `{ weui: true }`. */
  useExtendedLib?: Record<string, boolean>
  /** Short forms of paths in `require`: `{ "~/*": "/*" }`. */
  resolveAlias?: Record<string, string>
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

/** The compiled WXML of a folder, by path without ending. */
export type Templates = Record<string, template.ComponentTemplate['content']>

/** A Mini Program's code, ready to run. Paths have no slash before and no ending: `pages/index/index`. */
export interface Program {
  readonly appJson: AppJson
  /**
   * Links the compiled WXML. Each template is made when it is first read from the result.
   * @param onUse told of each template then, also of one that another imports
   */
  templates(onUse: (path: string) => void): Templates
  /** What the template compiler finds wrong in a template, a line each. */
  warnings?(path: string): readonly string[]
  /** Files beside a page, component or `app` that could not be compiled, and without which it is shown. */
  faults?(path: string): readonly Error[]
  /** The JSON beside a page or component; undefined: there is none. @throws LoadError */
  json(path: string): PageJson | undefined
  /**
   * Runs the script of a page, a component or `app`, if it has not run yet.
   * @throws LoadError; what the script threw, each time the same
   */
  run(path: string, globals: Globals): void
  /** The name before every class in a component's compiled WXSS; undefined: there is none. */
  styleScope?(path: string): string | undefined
  /** An error's words and stack with files of the program; absent: its stack has them as it is. */
  describe?(error: Error): string
}

/** What every script finds in its scope, beside its own `require`, `module` and `exports`. */
export interface Globals {
  App(definition: object): void
  Page(definition: object): void
  Component(definition: object): unknown
  Behavior(definition: object): unknown
  /** Before `App(…)` undefined, unless a default is allowed. */
  getApp(option?: { allowDefault?: boolean }): object | undefined
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
  /** How the app was entered and whether it is in front; default: its own, which `wx` does not know. */
  life?: AppLife
  /** Where nodes are drawn; default: nowhere, they are kept in memory. */
  backend?: GeneralBackendContext
  /** A screen that shows the pages; default: none. */
  view?: View
  /**
   * Called with errors of the program's code, after `App.onError`. Default: `console.error`.
   * @param kind `load`: a page could not be loaded; who opened it is told too. `part`: a component or a
   * style could not be, and its page is shown without it. `rejection`: nobody
   * handled a promise that was rejected. `run`: any other
   */
  onError?(error: Error, kind: ErrorKind): void
  /** Called with what cannot be done here, once for each sentence. Default: `console.warn`. */
  onWarning?(text: string): void
  /** Tells what the program's code throws in timers and nobody catches, until it is stopped. Default: not known. */
  onUncaught?(tell: Uncaught): () => void
  /** Makes a promise of the program's own realm of one that `wx` gave. Default: it stays as it is. */
  adopt?(promise: Promise<unknown>): unknown
}

/** Where errors go that reach the global scope. */
export interface Uncaught {
  error(reason: unknown): void
  /** A promise was rejected, and nobody handles it. */
  rejection(reason: unknown, promise: unknown): void
}

export type ErrorKind = 'load' | 'part' | 'run' | 'rejection'

/** A screen that shows pages. */
export interface View {
  /** A page was opened: its `root` is put into the document. */
  mount(page: LivePage): void
  show(page: LivePage): void
  hide(page: LivePage): void
  /** A page was closed. */
  unmount(page: LivePage): void
  /** Scrolls a page: to a place in pixels, or to the element that a selector of its WXML names. */
  scrollTo?(page: LivePage, to: { scrollTop?: number; selector?: string; duration?: number }): void
}

/** Fields of the event that a handler gets, beside its type. */
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
  /** The program's own tab bar (`custom: true`) under this page, for a screen to put there; absent: it has none. */
  readonly tabBar?: Root
  /** Calls a method with these arguments. @throws Error when the page has none of this name */
  call(method: string, ...args: unknown[]): unknown
  /** Calls a handler as a tap does. */
  tap(handler: string, fields?: EventFields): unknown
  /** Calls a handler with an event of any type, `input` with `detail: { value }`. */
  fire(handler: string, type: string, fields?: EventFields): unknown
  /**
   * Taps what the WXML has: `.call`, `#ask`, a tag, `.list > button`; `.card >>> button` reaches into components, as
   * `querySelector` does.
   * @throws Error when nothing matches
   */
  tapOn(selector: string): void
  /** Fires any event on what the WXML has. */
  fireOn(selector: string, type: string, detail?: unknown): void
  /** The text of the page as its WXML is now, one line for each piece. */
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
  /** What `getApp()` gives. */
  readonly app: Record<string, unknown>
  /** The page on top. @throws Error when a plugin's page is on top, or none */
  readonly page: LivePage
  /** The open pages without those of plugins, the first opened first. */
  readonly pages: readonly LivePage[]
  readonly globals: Globals
  /** What the program has put on `wx`, by name. */
  readonly ownWx: Readonly<Record<string, unknown>>
  /**
   * Runs `App.onLaunch`, `App.onShow` and opens the first page.
   * @param options `path` may have a query, which `query` is added to; it may be the plugin's call page
   */
  launch(options?: Partial<EnterOptions>): Promise<void>
  /**
   * Brings the app to the front: `App.onShow`, then the page's `onShow`.
   * @param options with a `path`, that page is opened in place of all that are open
   */
  show(options?: Partial<EnterOptions>): void
  /** Sends the app to the back: the page's `onHide`, then `App.onHide`. */
  hide(): void
  /** Unloads every page. */
  close(): void
}
