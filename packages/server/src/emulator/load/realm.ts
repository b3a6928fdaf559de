/**
 * The global scope of one Mini Program: a realm of its own, with what WeChat has and nothing of Node, so that two that
 * run side by side cannot meddle with each other or with the test.
 */

import { createContext, runInContext } from 'node:vm'
import type { EmulatedClock } from '../clock.ts'

/**
 * Arrays, errors and promises that come from outside of the realm are those of the test’s: `instanceof` says yes to
 * them too. Classes of the Mini Program’s own are left as they are.
 */
const ONE_OF_US = `(kinds) => {
  const ordinary = Function.prototype[Symbol.hasInstance]
  for (const [name, isOne] of Object.entries(kinds)) {
    const kind = globalThis[name]
    Object.defineProperty(kind, Symbol.hasInstance, {
      value(value) { return ordinary.call(this, value) || (this === kind && isOne(value)) },
    })
  }
}`

/** `Date` by the emulator’s clock. */
const DATE = `(now) => {
  const Real = Date
  globalThis.Date = class Date extends Real {
    constructor(...given) { if (given.length === 0) super(now()); else super(...given) }
    static now() { return now() }
  }
}`

/** @param console where `console` of the Mini Program goes */
export function createRealm(clock: EmulatedClock, console: Console): object {
  const timers = new Map<number, unknown>()
  let last = 0
  const start =
    (kind: 'setTimeout' | 'setInterval') =>
    (work: unknown, ms?: number, ...args: unknown[]) => {
      const id = ++last
      const run = () => {
        if (kind === 'setTimeout') timers.delete(id)
        if (typeof work === 'function') work(...args)
      }
      timers.set(id, clock[kind](run, ms))
      return id // a number, as WeChat’s
    }
  const stop = (id: number) => {
    clock.clearTimeout(timers.get(id))
    timers.delete(id)
  }
  const realm = createContext(
    {
      console,
      setTimeout: start('setTimeout'),
      setInterval: start('setInterval'),
      clearTimeout: stop,
      clearInterval: stop,
    },
    { name: 'Mini Program', microtaskMode: undefined },
  )
  runInContext('globalThis.global = globalThis', realm)
  runInContext(ONE_OF_US, realm)(KINDS)
  runInContext(DATE, realm)(() => clock.now())
  return realm
}

const tag = (value: unknown) => Object.prototype.toString.call(value)
const KINDS = {
  Array: (value: unknown) => Array.isArray(value),
  Error: (value: unknown) => tag(value) === '[object Error]' || value instanceof Error,
  Promise: (value: unknown) => tag(value) === '[object Promise]',
  Object: (value: unknown) => (typeof value === 'object' && value !== null) || typeof value === 'function',
  Function: (value: unknown) => typeof value === 'function',
}
