/**
 * The global scope of one Mini Program: a realm of its own with what WeChat has and nothing of Node, so that two that
 * run side by side cannot change each other's globals, nor the test's.
 */

import { createContext, runInContext } from 'node:vm'
import type { Clock } from '@callgrant/sdk/person'
import { systemClock } from '@callgrant/sdk/platform'
import { ABSENT_NAMES } from '../../compile/bundle-format.ts'
import type { Uncaught } from '../../types.ts'
import { takeRejections } from './take-rejections.ts'

/**
 * Runs in the realm. Arrays, errors and promises that come from outside have the test's classes; `instanceof` takes
 * them for the realm's too. The Mini Program's own classes are left as they are.
 */
const ACCEPT_OUTSIDE_INSTANCES = `(checks) => {
  const ordinary = Function.prototype[Symbol.hasInstance]
  for (const [name, matches] of Object.entries(checks)) {
    const type = globalThis[name]
    Object.defineProperty(type, Symbol.hasInstance, {
      value(value) { return ordinary.call(this, value) || (this === type && matches(value)) },
    })
  }
}`

/** Runs in the realm: `Date` by the clock that is passed in. */
const REPLACE_DATE = `(now) => {
  const Real = Date
  globalThis.Date = class Date extends Real {
    constructor(...given) { if (given.length === 0) super(now()); else super(...given) }
    static now() { return now() }
  }
}`

/** The global scope of one Mini Program. */
export interface Realm {
  readonly globals: object
  /** Makes a promise of this realm. */
  adopt(promise: Promise<unknown>): unknown
  /** Tells what code of this realm throws in timers, and rejections that it leaves unhandled. */
  onUncaught(tell: Uncaught): () => void
}

/**
 * @param console where `console` of the Mini Program goes
 * @param clock of its timers and dates
 */
export function createRealm(console: Console, clock: Clock = systemClock): Realm {
  const timers = new Map<number, unknown>()
  let listener: Uncaught | null = null
  let last = 0
  const start =
    (kind: 'setTimeout' | 'setInterval') =>
    (work: unknown, ms = 0, ...args: unknown[]) => {
      const id = ++last
      const run = () => {
        if (kind === 'setTimeout') timers.delete(id)
        try {
          if (typeof work === 'function') work(...args)
        } catch (error) {
          if (!listener) throw error
          listener.error(error)
        }
      }
      timers.set(id, clock[kind](run, ms))
      return id // a number, as WeChat's
    }
  const stop = (id: number) => {
    clock.clearTimeout(timers.get(id))
    timers.delete(id)
  }
  const globals = createContext(
    {
      console,
      setTimeout: start('setTimeout'),
      setInterval: start('setInterval'),
      clearTimeout: stop,
      clearInterval: stop,
      ...Object.fromEntries(ABSENT_NAMES.map((name) => [name, undefined])),
    },
    { name: 'Mini Program', microtaskMode: undefined },
  )
  runInContext('globalThis.global = globalThis', globals)
  runInContext(REPLACE_DATE, globals)(() => clock.now())
  runInContext(ACCEPT_OUTSIDE_INSTANCES, globals)(CHECKS)
  const { Promise: Own } = runInContext('({ Promise })', globals) as { Promise: PromiseConstructor }
  // From the start: what is rejected while `app.js` runs is known only afterwards.
  takeRejections(Own, (reason, promise) => listener?.rejection(reason, promise))
  return {
    globals,
    adopt: (promise) => Own.resolve(promise),
    onUncaught(tell) {
      listener = tell
      // A program that was closed runs no more.
      return () => {
        listener = null
        for (const id of [...timers.keys()]) stop(id)
      }
    },
  }
}

const tag = (value: unknown) => Object.prototype.toString.call(value)
const CHECKS = {
  Array: (value: unknown) => Array.isArray(value),
  Error: (value: unknown) => tag(value) === '[object Error]' || value instanceof Error,
  ArrayBuffer: (value: unknown) => tag(value) === '[object ArrayBuffer]',
  Date: (value: unknown) => tag(value) === '[object Date]',
  Promise: (value: unknown) => tag(value) === '[object Promise]',
  Object: (value: unknown) => (typeof value === 'object' && value !== null) || typeof value === 'function',
  Function: (value: unknown) => typeof value === 'function',
}
