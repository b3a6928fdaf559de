/** A Mini Program for tests: its WXML is text, compiled by WeChat's compiler, and its scripts are functions. */

import { compileWxml } from '../src/mini-program/compile/compile-wxml.ts'
import { type CompiledTemplates, linkTemplates } from '../src/mini-program/run/templates.ts'
import type { AppJson, Globals, PageJson, Program } from '../src/mini-program/types.ts'

export interface Pieces {
  app?: (globals: Globals) => void
  /** By path: the script, its WXML and its JSON. */
  parts: Record<string, { script?: (globals: Globals) => void; wxml?: string; json?: PageJson }>
  /** WXS files by path with ending. */
  wxs?: Record<string, string>
  appJson?: Partial<AppJson>
}

export function programOf({ app = () => {}, parts, wxs = {}, appJson = {} }: Pieces): Program {
  const templates = Object.entries(parts).map(([path, { wxml = '' }]) => [`${path}.wxml`, wxml] as const)
  const texts = new Map<string, string>([...templates, ...Object.entries(wxs)])
  const { code, warnings } = compileWxml({
    root: '/',
    files: (ending) => [...texts.keys()].filter((file) => file.endsWith(ending)),
    read: (file) => texts.get(file) ?? '',
    has: (file) => texts.has(file),
    locate: (file) => file,
  })
  const compiled = new Function(`return ${code}`)() as CompiledTemplates
  return {
    appJson: { pages: Object.keys(parts).filter((path) => path.startsWith('pages/')), ...appJson },
    templates: (onUse) => linkTemplates(compiled, onUse),
    warnings: (path) => warnings[path] ?? [],
    json: (path) => parts[path]?.json,
    run(path, globals) {
      if (path === 'app') app(globals)
      else parts[path]?.script?.(globals)
    },
  }
}
