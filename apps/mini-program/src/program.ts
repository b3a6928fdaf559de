/** The compiled folder, as `/program.js` left it on the page. */

import {
  type AppJson,
  type PageJson,
  type Program,
  type Script,
  scriptRunner,
  type Templates,
} from '@callgrant/sdk/wx/pages'

interface Compiled {
  appJson: AppJson
  json: Record<string, PageJson>
  /** CSS by path without ending, `app` for all pages. */
  styles: Record<string, string>
  scopes: Record<string, string>
  templates: Templates
  scripts: Record<string, Script>
}

declare global {
  var miniProgram: Compiled | undefined
  var miniProgramError: string | undefined
}

export type LoadedProgram = Program & { styles: Record<string, string>; jsons: PageJson[] }

/** @throws Error with what the compiler said */
export function loadedProgram(): LoadedProgram {
  const compiled = globalThis.miniProgram
  if (!compiled) throw new Error(globalThis.miniProgramError ?? 'The Mini Program was not loaded.')
  const { appJson, json, styles, scopes, templates, scripts } = compiled
  return {
    appJson,
    templates,
    styles,
    jsons: Object.values(json),
    json: (path) => json[path],
    styleScope: (path) => scopes[path],
    run: scriptRunner(scripts),
  }
}
