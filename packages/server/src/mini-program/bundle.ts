/** A folder as one script for a browser: compiled WXML, WXSS and scripts. The page that loads it runs the program. */

import { compileWxml } from './compile-wxml.ts'
import { compileWxss } from './compile-wxss.ts'
import { sharedStyles, withExtendedLib } from './extended-lib.ts'
import type { Folder } from './folder.ts'
import { runnable } from './source.ts'

/** Names that a script finds in its scope, in the order that they are passed. */
const SCRIPT_SCOPE = [
  'require',
  'module',
  'exports',
  'App',
  'Page',
  'Component',
  'Behavior',
  'getApp',
  'getCurrentPages',
  'wx',
  'requirePlugin',
  'wmpf',
] as const

export interface Bundle {
  code: string
  warnings: string[]
}

/** @throws Error that names the file and line which cannot be compiled */
export function bundle(given: Folder): Bundle {
  const folder = withExtendedLib(given)
  const { code: templates, warnings } = compileWxml(folder)
  const json = Object.fromEntries(
    folder.files('.json').flatMap((file) => {
      if (file === 'app.json' || !folder.has(file.replace(/\.json$/, '.wxml'))) return []
      return [[file.slice(0, -'.json'.length), JSON.parse(folder.read(file))]]
    }),
  )
  const scopes = Object.fromEntries(
    Object.entries(json)
      .filter(
        ([, { component, styleIsolation = '' }]) => component && !/^(page-)?shared$/.test(styleIsolation),
      )
      .map(([path]) => [path, path.replace(/[^\w-]/g, '_')]),
  )
  const styles = Object.fromEntries(
    folder.files('.wxss').flatMap((file) => {
      const path = file.slice(0, -'.wxss'.length)
      const drawn = path === 'app' || folder.has(`${path}.wxml`)
      return drawn ? [[path, compileWxss(folder, file, scopes[path])]] : []
    }),
  )
  const shared = sharedStyles(folder).map((file) => compileWxss(folder, file))
  if (shared.length > 0) styles.app = [...shared, styles.app ?? ''].join('\n')
  const scripts = folder
    .files('.js', '.ts')
    .filter((file) => !file.endsWith('.d.ts'))
    .map((file) => script(file, runnable(file, folder.read(file))))
  return {
    warnings,
    code: `globalThis.miniProgram = {
appJson: ${JSON.stringify(folder.appJson)},
json: ${JSON.stringify(json)},
styles: ${JSON.stringify(styles)},
scopes: ${JSON.stringify(scopes)},
templates: ${templates},
scripts: {
${scripts.join(',\n')}
}
}
`,
  }
}

function script(file: string, code: string): string {
  return `${JSON.stringify(file)}: function (${SCRIPT_SCOPE.join(', ')}) {${code}\n}`
}
