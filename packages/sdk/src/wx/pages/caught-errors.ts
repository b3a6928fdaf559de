/**
 * Errors that the component framework catches in handlers, observers and lifetimes, brought to the program that they
 * belong to. The framework tells all of them in one place, and of an event's handler it does not say whose it is.
 */

import { glassEasel } from 'glass-easel-miniprogram-adapter'

interface Listener {
  owns(component: unknown): boolean
  fail(error: Error): void
}

const listeners = new Set<Listener>()
/** The program whose event is being told, when that is known. */
let telling: Listener | undefined

/** Hears of a program's errors until the function that comes back is called. */
export function hearErrors(listener: Listener): { stop(): void; during<T>(work: () => T): T } {
  if (listeners.size === 0) glassEasel.addGlobalErrorListener(bring)
  listeners.add(listener)
  return {
    stop() {
      listeners.delete(listener)
      if (listeners.size === 0) glassEasel.removeGlobalErrorListener(bring)
    },
    during(work) {
      const before = telling
      telling = listener
      try {
        return work()
      } finally {
        telling = before
      }
    },
  }
}

/** @returns false when it was brought to its program, so that the framework does not print it too */
function bring(reason: unknown, _method: unknown, component: unknown): boolean {
  const all = [...listeners]
  const owner =
    all.find((listener) => listener.owns(component)) ?? telling ?? (all.length === 1 ? all[0] : undefined)
  owner?.fail(asError(reason))
  return owner === undefined
}

/** A script may run in a realm of its own, whose errors are no `instanceof` ours. */
export function asError(reason: unknown): Error {
  const isError = reason instanceof Error || Object.prototype.toString.call(reason) === '[object Error]'
  return isError ? (reason as Error) : new Error(String(reason))
}
