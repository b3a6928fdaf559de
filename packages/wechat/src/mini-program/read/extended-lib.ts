/** `useExtendedLib: { weui: true }` of app.json: components that WeChat brings itself, so that the folder has no copy. */

import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import type { AppJson } from '../types.ts'
import { withFiles } from './added-files.ts'
import type { SourceFiles } from './source-files.ts'

/** Where a page's `weui-miniprogram/cells/cells` is then found. */
const PLACE = 'miniprogram_npm/weui-miniprogram/'

/** Styles of the library that hold on every page. */
export function sharedStyles(files: SourceFiles): string[] {
  return [`${PLACE}weui-wxss/dist/style/weui.wxss`].filter((file) => files.has(file))
}

/** The files of the folder, and those of the library when `app.json` asks for it. */
export function withExtendedLib(files: SourceFiles, { useExtendedLib }: AppJson): SourceFiles {
  if (!useExtendedLib?.weui || files.has(`${PLACE}index.js`)) return files
  const home = dirname(createRequire(import.meta.url).resolve('weui-miniprogram'))
  const found = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return withFiles(
    files,
    new Map(found.map((path) => [PLACE + relative(home, path).split(sep).join('/'), { path }])),
  )
}
