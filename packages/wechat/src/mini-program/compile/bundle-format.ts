/** What a bundle is in the browser: `bundle` writes it in Node, `loadBundledProgram` reads it in the page. */

import type { FileFault } from '../read/load-error.ts'
import type { CompiledTemplates } from '../run/templates.ts'
import type { AppJson, Globals, PageJson } from '../types.ts'

/** The global names that a script finds in its scope, in the order that they are passed. */
export const GLOBAL_NAMES = [
  'App',
  'Page',
  'Component',
  'Behavior',
  'getApp',
  'getCurrentPages',
  'wx',
  'requirePlugin',
  'wmpf',
] as const satisfies (keyof Globals)[]

/**
 * A file of scripts: a function of `GLOBAL_NAMES`, `global` and `ABSENT_NAMES` that gives one of `require`, `module` and `exports`. A
 * script may have a variable of its own with the name of a global.
 */
export type BundledScript = (...globals: unknown[]) => (...scope: unknown[]) => void

export interface BundledCode {
  appJson: AppJson
  /** JSON beside pages and components, by path without ending. */
  json: Record<string, PageJson>
  /** CSS by path without ending; `app` for all pages. */
  styles: Record<string, string>
  /** The name before every class in a component's CSS. */
  scopes: Record<string, string>
  templates: CompiledTemplates
  /** What the template compiler finds wrong, by path without ending. */
  warnings: Record<string, string[]>
  /** By file: `pages/index/index.js`. */
  scripts: Record<string, BundledScript>
  /** The line of the bundle at which each script begins. */
  lines: Record<string, number>
  /** What could not be compiled, by file. */
  faults: Record<string, FileFault>
}

/** Where the bundle's script puts it. */
export const BUNDLE_GLOBAL = 'miniProgram'
/** Where the server of the page puts the compiler's error, when there is no bundle. */
export const BUNDLE_ERROR_GLOBAL = 'miniProgramError'

/** What a browser has and a Mini Program has not: these names are `undefined` there, and no error. */
export const ABSENT_NAMES = [
  'window',
  'document',
  'frames',
  'self',
  'location',
  'navigator',
  'localStorage',
  'history',
  'screen',
  'alert',
  'confirm',
  'prompt',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
] as const
