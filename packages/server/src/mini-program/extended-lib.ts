/** `useExtendedLib: { weui: true }`: WeChat's own components, which WeChat has and the folder has not. */

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import type { Folder } from './folder.ts'

/** Where a page's `weui-miniprogram/cells/cells` is then found. */
const PLACE = 'miniprogram_npm/weui-miniprogram/'

/** Styles of the library that hold on every page. */
export function sharedStyles(folder: Folder): string[] {
  return [`${PLACE}weui-wxss/dist/style/weui.wxss`].filter((file) => folder.has(file))
}

/** The folder with the library in it, when `app.json` asks for it. */
export function withExtendedLib(folder: Folder): Folder {
  const { weui } = (folder.appJson as { useExtendedLib?: { weui?: boolean } }).useExtendedLib ?? {}
  if (!weui || folder.has(`${PLACE}index.js`)) return folder
  const home = dirname(createRequire(import.meta.url).resolve('weui-miniprogram'))
  const files = readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => PLACE + relative(home, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const own = new Set(files)
  return {
    ...folder,
    files: (...endings) =>
      [
        ...folder.files(...endings),
        ...files.filter((file) => endings.some((ending) => file.endsWith(ending))),
      ].sort(),
    read: (file) =>
      own.has(file) ? readFileSync(join(home, file.slice(PLACE.length)), 'utf8') : folder.read(file),
    has: (file) => own.has(file) || folder.has(file),
  }
}
