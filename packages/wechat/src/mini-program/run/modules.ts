/** Runs modules, each file once, and gives them their `require`. Where files come from and what runs them is passed in. */

import { type RequireLater, requireLater } from '../../wx/require-later.ts'

export interface Module {
  exports: unknown
}

export type Require = RequireLater<unknown>

export interface ModuleSource {
  /** The file that a request means; undefined: there is none. */
  find(request: string, from: string): string | undefined
  /** Runs a file, which sets `module.exports`. */
  run(file: string, module: Module, require: Require): void
  /** Added to the error when there is no such module. */
  hint?(request: string): string
}

export class Modules {
  readonly #source: ModuleSource
  readonly #loaded = new Map<string, Module>()
  /** What a file threw when it was run. */
  readonly #failed = new Map<string, { error: unknown }>()

  constructor(source: ModuleSource) {
    this.#source = source
  }

  /** Runs a file if it has not run yet. @returns what it exports @throws what it threw, each time the same */
  run(file: string): unknown {
    const failed = this.#failed.get(file)
    if (failed) throw failed.error
    const known = this.#loaded.get(file)
    if (known) return known.exports
    const module: Module = { exports: {} }
    // Entered before it has run: modules that require each other get what has been exported so far.
    this.#loaded.set(file, module)
    try {
      this.#source.run(file, module, this.#requireFrom(file))
    } catch (error) {
      this.#loaded.delete(file)
      this.#failed.set(file, { error })
      throw error
    }
    return module.exports
  }

  #requireFrom(from: string): Require {
    const load = (request: string) => {
      const file = typeof request === 'string' ? this.#source.find(request, from) : undefined
      if (file === undefined) {
        const hint = this.#source.hint?.(request) ?? ''
        throw new Error(
          `module '${request}' is not defined, require args is '${request}', in ${from}.${hint && ` ${hint}`}`,
        )
      }
      return this.run(file)
    }
    return requireLater(load)
  }
}
