/**
 * What one run of a program gets of `wx`, `requirePlugin` and `wmpf`: copies that it may change, whose listeners end
 * with it. So a program can be opened again on the same phone, and finds everything as at first.
 */

import { requireLater } from '../../wx/require-later.ts'

export interface ProgramApis {
  wx: object
  requirePlugin(name: string): unknown
  wmpf?: object
}

export interface RunOptions {
  /** Runs a callback of the program; what it throws is the program's error. */
  guard<T>(work: () => T): T | undefined
  /** Makes a promise of the program's own realm. */
  adopt(promise: Promise<unknown>): unknown
}

type Anything = (...args: unknown[]) => unknown
type Members = Record<string, unknown>

/** @returns the copies, and a function that removes every listener that was added through them */
export function apisForRun(
  { wx, requirePlugin, wmpf }: ProgramApis,
  options: RunOptions,
): ProgramApis & { end(): void } {
  const copier = new Copier(options)
  const plugins = new Map<unknown, unknown>()
  const find = (name: string) => {
    const plugin = requirePlugin(name)
    if (!plugins.has(plugin)) plugins.set(plugin, copier.copy(plugin))
    return plugins.get(plugin)
  }
  return {
    wx: copier.copy(wx) as object,
    requirePlugin: requireLater(find),
    ...(wmpf && { wmpf: copier.copy(wmpf) as object }),
    end: () => copier.end(),
  }
}

class Copier {
  readonly #options: RunOptions
  /** What removes listeners, by the object that they were added to and the event. */
  readonly #stops = new Map<object, Map<string, (() => void)[]>>()
  /** A callback is always the same one, so that `offX` finds what `onX` was given. */
  readonly #callbacks = new WeakMap<Anything, Anything>()
  /** An object that `wx` returns again is again the same for the program. */
  readonly #copies = new WeakMap<Members, Members>()
  #ended = false

  constructor(options: RunOptions) {
    this.#options = options
  }

  end(): void {
    this.#ended = true
    for (const events of this.#stops.values()) for (const stops of events.values()) stopAll(stops)
  }

  #stopsOf(owner: object, event: string): (() => void)[] {
    const events = this.#stops.get(owner) ?? new Map<string, (() => void)[]>()
    const stops = events.get(event) ?? []
    this.#stops.set(owner, events.set(event, stops))
    return stops
  }

  copy(value: unknown): unknown {
    if (!isPlain(value)) return value
    const known = this.#copies.get(value)
    if (known) return known
    const copy: Members = {}
    this.#copies.set(value, copy)
    for (const [name, member] of Object.entries(value))
      copy[name] = isFunction(member) ? this.#function(value, name) : this.copy(member)
    return copy
  }

  /** A promise, and those that functions of an object give, are the program's own. Data stays as it is. */
  #result(value: unknown): unknown {
    if (isPromise(value)) return this.#options.adopt(value)
    return isPlain(value) && Object.values(value).some(isFunction) ? this.copy(value) : value
  }

  #function(owner: Members, name: string): unknown {
    // A class stays: errors are compared with it.
    if ('prototype' in (owner[name] as object)) return owner[name]
    const [, kind, event = ''] = /^(on|off)([A-Z].*)$/.exec(name) ?? []
    const stops = kind ? this.#stopsOf(owner, event) : undefined
    const call = (...given: unknown[]): unknown => {
      // A program that was closed, and whose answer arrives late, has no pages to open.
      if (this.#ended && NAVIGATION.has(name)) return undefined
      // Without a listener `offX` removes all: all of this run, and none of who opened the program.
      if (kind === 'off' && !isFunction(given[0])) return stopAll(stops)
      const args = given.map((one) => this.#argument(one))
      const result = (owner[name] as Anything)(...args)
      if (kind === 'on') {
        const off = owner[`off${event}`]
        stops?.push(() => {
          if (isFunction(result)) result()
          else if (isFunction(off)) off(...args)
        })
      }
      return this.#result(result)
    }
    return Object.assign(call, owner[name])
  }

  /** A callback, or an object that has callbacks, as `{ success, fail }`. */
  #argument(value: unknown): unknown {
    if (isFunction(value)) return this.#callback(value)
    if (!isPlain(value) || !CALLBACKS.some((name) => isFunction(value[name]))) return value
    const guarded = CALLBACKS.filter((name) => isFunction(value[name])).map((name) => [
      name,
      this.#callback(value[name] as Anything),
    ])
    return { ...value, ...Object.fromEntries(guarded) }
  }

  #callback(callback: Anything): Anything {
    const { guard } = this.#options
    let guarded = this.#callbacks.get(callback)
    if (!guarded) {
      guarded = (...args) => guard(() => callback(...args))
      this.#callbacks.set(callback, guarded)
    }
    return guarded
  }
}

/** What changes the pages of the phone. */
const NAVIGATION = new Set([
  'navigateTo',
  'navigateBack',
  'redirectTo',
  'reLaunch',
  'switchTab',
  'exitMiniProgram',
])
const CALLBACKS = ['success', 'fail', 'complete']

function stopAll(stops: (() => void)[] = []): void {
  for (const stop of stops.splice(0)) stop()
}

function isFunction(value: unknown): value is Anything {
  return typeof value === 'function'
}

/** An object with members, of any realm, that is no instance of a class. */
function isPlain(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isPromise(value: unknown): value is Promise<unknown> {
  return Object.prototype.toString.call(value) === '[object Promise]'
}
