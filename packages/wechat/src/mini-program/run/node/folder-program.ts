/** A folder as a program that runs in Node: templates compiled at once, each script when it is first run. */

import { isBuiltin } from 'node:module'
import { compileFunction } from 'node:vm'
import { compileScript } from '../../compile/compile-script.ts'
import { compileWxml } from '../../compile/compile-wxml.ts'
import { LoadError, parseJson } from '../../read/load-error.ts'
import { findModule, findScript } from '../../read/module-path.ts'
import { pageJsonReader } from '../../read/page-json.ts'
import type { SourceFiles } from '../../read/source-files.ts'
import type { AppJson, Program } from '../../types.ts'
import { Modules } from '../modules.ts'
import { type CompiledTemplates, linkTemplates } from '../templates.ts'

/** @param realm the global scope of its scripts */
export function folderProgram(files: SourceFiles, appJson: AppJson, realm: object): Program {
  const { code, warnings } = compileWxml(files)
  const compiledTemplates = new Function(`return ${code}`)() as CompiledTemplates
  const modules = new Modules({
    find: (request, from) => findModule(request, from, files.has, appJson.resolveAlias),
    run(file, module, require) {
      const [path, text] = [files.locate(file), files.read(file)]
      if (file.endsWith('.json')) module.exports = parseJson(path, text)
      else compile(path, text, realm).call(module.exports, require, module, module.exports)
    },
    hint: (request) => (isBuiltin(request) ? 'A Mini Program has no modules of Node.' : ''),
  })
  return {
    appJson,
    templates: (onUse) => linkTemplates(compiledTemplates, onUse),
    warnings: (path) => warnings[path] ?? [],
    json: pageJsonReader(files),
    run(path, globals) {
      Object.assign(realm, globals)
      const file = findScript(path, files.has)
      if (file !== undefined) modules.run(file)
      // WeChat requires an app.js. Without one, pages can still be tested.
      else if (path !== 'app') throw new LoadError(files.locate(`${path}.js`), null, 'there is no such file')
    },
  }
}

/** @throws LoadError with line and column of a syntax error */
function compile(path: string, text: string, realm: object): (...scope: unknown[]) => void {
  // With the name of the file, so that stacks and breakpoints have it too.
  return compileFunction(compileScript(path, text), ['require', 'module', 'exports'], {
    filename: path,
    parsingContext: realm,
  }) as (...scope: unknown[]) => void
}
