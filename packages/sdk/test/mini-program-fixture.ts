/** A Mini Program out of words, for tests: WXML through WeChat's compiler, scripts as functions. */

import { createRequire } from 'node:module'
import type { AppJson, Globals, PageJson, Program, Templates } from '../src/wx/pages/types.ts'

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler')

export interface Pieces {
  app?: (globals: Globals) => void
  /** By path: the script, its WXML and its JSON. */
  parts: Record<string, { script?: (globals: Globals) => void; wxml?: string; json?: PageJson }>
  appJson?: Partial<AppJson>
}

export function programOf({ app = () => {}, parts, appJson = {} }: Pieces): Program {
  const group = new TmplGroup()
  for (const [path, { wxml = '' }] of Object.entries(parts)) group.addTmpl(path, wxml)
  const templates = new Function(`return ${group.getTmplGenObjectGroups()}`)() as Templates
  group.free()
  return {
    appJson: { pages: Object.keys(parts).filter((path) => path.startsWith('pages/')), ...appJson },
    templates,
    json: (path) => parts[path]?.json,
    run(path, globals) {
      if (path === 'app') app(globals)
      else parts[path]?.script?.(globals)
    },
  }
}
