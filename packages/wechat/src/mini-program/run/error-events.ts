/**
 * What goes wrong in a program: to `App.onError`, `wx.onError` and their like, and to who opened it.
 */

import type { ErrorKind } from '../types.ts'
import { asError } from './framework-errors.ts'

/** What listeners of each kind get. */
interface Told {
  /** Message and stack. */
  Error: string
  UnhandledRejection: { reason: unknown; promise: unknown }
  PageNotFound: { path: string; query: Record<string, string>; isEntryPage: boolean }
}
type Listener<Name extends keyof Told> = (told: Told[Name]) => void

export class ErrorEvents {
  readonly #app: Record<string, unknown>
  readonly #onError: (error: Error, kind: ErrorKind) => void
  /** Completes the words of an error that can be said better. */
  readonly explain: (error: unknown) => void
  readonly #listeners: { [Name in keyof Told]: Listener<Name>[] } = {
    Error: [],
    UnhandledRejection: [],
    PageNotFound: [],
  }

  /** @param app what `App(…)` was given */
  constructor(
    app: Record<string, unknown>,
    onError: (error: Error, kind: ErrorKind) => void,
    explain: (error: unknown) => void,
  ) {
    this.#app = app
    this.#onError = onError
    this.explain = explain
  }

  /** What `wx` has of them while the program runs. */
  get wx() {
    return {
      ...this.#functions('Error'),
      ...this.#functions('UnhandledRejection'),
      ...this.#functions('PageNotFound'),
    }
  }

  readonly fail = (error: Error, kind: ErrorKind = 'run'): void => {
    this.explain(error)
    this.#tell('Error', `${error.message}\n${error.stack ?? ''}`)
    this.#onError(error, kind)
  }

  reject(reason: unknown, promise: unknown): void {
    const error = asError(reason)
    this.explain(error)
    this.#tell('UnhandledRejection', { reason, promise })
    this.#onError(error, 'rejection')
  }

  /** @returns whether the program listens */
  pageNotFound(told: Told['PageNotFound']): boolean {
    return this.#tell('PageNotFound', told)
  }

  /** Runs code of the program; what it throws is reported. */
  readonly guard = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (reason) {
      this.fail(asError(reason))
      return undefined
    }
  }

  #functions<Name extends keyof Told>(name: Name) {
    const all = this.#listeners
    return {
      [`on${name}`]: (listener: Listener<Name>) => void all[name].push(listener),
      /** Without a listener, removes all. */
      [`off${name}`](listener?: Listener<Name>) {
        all[name].splice(0, all[name].length, ...all[name].filter((one) => listener && one !== listener))
      },
    }
  }

  /** What a listener throws goes to who opened the program: a listener for errors is not given its own. */
  #tell<Name extends keyof Told>(name: Name, told: Told[Name]): boolean {
    const own = this.#app[`on${name}`]
    const listeners = [
      ...(typeof own === 'function' ? [own.bind(this.#app) as Listener<Name>] : []),
      ...this.#listeners[name],
    ]
    for (const listener of listeners) {
      try {
        listener(told)
      } catch (reason) {
        this.#onError(asError(reason), 'run')
      }
    }
    return listeners.length > 0
  }
}
