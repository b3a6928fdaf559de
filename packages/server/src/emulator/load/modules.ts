/** The modules of one Mini Program: each script is run once, in the Mini Program’s own realm. */

import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { relative } from 'node:path'
import { compileFunction } from 'node:vm'
import { LoadError, parseJson } from '../../mini-program/load-error.ts'
import { type Alias, resolve } from '../../mini-program/resolve.ts'
import { runnable } from '../../mini-program/source.ts'

interface Module {
  exports: unknown
}

interface Require {
  (request: string, done?: (exports: unknown) => void, failed?: (error: unknown) => void): unknown
  async(request: string): Promise<unknown>
}

export class Modules {
  readonly #root: string
  readonly #realm: object
  readonly #alias: Alias
  readonly #loaded = new Map<string, Module>()

  constructor(root: string, realm: object, alias: Alias = {}) {
    this.#root = root
    this.#realm = realm
    this.#alias = alias
  }

  /** Runs a file, once, and gives what it exports. @throws LoadError, or what the script throws */
  run(file: string): unknown {
    const known = this.#loaded.get(file)
    if (known) return known.exports
    const text = readFileSync(file, 'utf8')
    const module: Module = { exports: {} }
    // Entered before it has run, so that modules that need each other get what is there so far.
    this.#loaded.set(file, module)
    try {
      if (file.endsWith('.json')) module.exports = parseJson(file, text)
      else this.#compile(file, text).call(module.exports, this.#requireFrom(file), module, module.exports)
    } catch (error) {
      this.#loaded.delete(file)
      throw error
    }
    return module.exports
  }

  #compile(file: string, text: string): (...args: unknown[]) => void {
    const code = runnable(file, text)
    try {
      // Names and lines are those of the file, so that errors and breakpoints are too.
      return compileFunction(code, ['require', 'module', 'exports'], {
        filename: file,
        parsingContext: this.#realm,
      }) as (...args: unknown[]) => void
    } catch (error) {
      const { message, stack = '' } = error as Error
      const line = new RegExp(`${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}:(\\d+)`).exec(stack)?.[1]
      throw new LoadError(file, line ? Number(line) : null, message, error)
    }
  }

  #requireFrom(from: string): Require {
    const load = (request: string) => {
      const file = typeof request === 'string' ? resolve(this.#root, from, request, this.#alias) : null
      if (!file) throw new Error(missing(relative(this.#root, from), request))
      return this.run(file)
    }
    const require = (
      request: string,
      done?: (exports: unknown) => void,
      failed?: (error: unknown) => void,
    ) => {
      if (!done) return load(request)
      // WeChat’s form for another sub-package: nothing is answered at once.
      queueMicrotask(() => {
        try {
          done(load(request))
        } catch (error) {
          failed?.(error)
        }
      })
      return undefined
    }
    return Object.assign(require, { async: async (request: string) => load(request) })
  }
}

function missing(from: string, request: string): string {
  const why = isBuiltin(request) ? ' A Mini Program has no modules of Node.' : ''
  return `module '${request}' is not defined, require args is '${request}', in ${from}.${why}`
}
