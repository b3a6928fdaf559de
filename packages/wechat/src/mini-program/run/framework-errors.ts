/**
 * Brings the errors that the component framework (glass-easel) catches in handlers, observers and lifetimes to the
 * program they belong to. The framework reports all of them in one place; for an event's handler it does not say whose
 * it is.
 */

import { glassEasel } from 'glass-easel-miniprogram-adapter'

interface Listener {
  owns(component: unknown): boolean
  onError(error: Error): void
  onWarning(text: string): void
}

export interface FrameworkErrors {
  /** Runs work whose errors are this program's, as an event that is sent to one of its nodes. */
  during<T>(work: () => T): T
  stop(): void
}

const listeners = new Set<Listener>()
let installed = false
/** The program whose event is handled now, when that is known. */
let active: Listener | undefined

/** Takes a program's errors, until it is stopped. */
export function listenForErrors(listener: Listener): FrameworkErrors {
  if (!installed) {
    installed = true
    glassEasel.addGlobalErrorListener(dispatch)
    glassEasel.addGlobalWarningListener(passWarning)
  }
  listeners.add(listener)
  return {
    during(work) {
      const before = active
      active = listener
      try {
        return work()
      } finally {
        active = before
      }
    },
    stop: () => void listeners.delete(listener),
  }
}

/** @returns false when a program took it, so that the framework does not print it too */
function dispatch(reason: unknown, _method: unknown, component: unknown): boolean {
  const owner = ownerOf(component)
  owner?.onError(asError(reason))
  return owner === undefined
}

/**
 * What the framework warns of and WeChat takes silently: components of a library name each other in `relations`, also
 * those that no page uses; a list may be a number, a text, or not there yet; keys may be missing; a component may be given
 * what is no property of it.
 */
const NO_FAULT =
  /^the target of relation|as for-list is generally for testing|^The for-list data is neither|^Some keys are not unique while list updates: ""|is not a valid (property|event binding or slot value)$/

/** @returns false when a program took it, so that the framework does not print it too */
function passWarning(text: string, component: unknown): boolean {
  if (NO_FAULT.test(text)) return false
  const owner = ownerOf(component)
  const { is } = Object(component) as { is?: string }
  owner?.onWarning(is ? `${is}: ${text}` : text)
  return owner === undefined
}

function ownerOf(component: unknown): Listener | undefined {
  const all = [...listeners]
  return all.find((listener) => listener.owns(component)) ?? active ?? (all.length === 1 ? all[0] : undefined)
}

/** A script may run in a realm of its own, whose errors are not `instanceof` this one's. */
export function asError(reason: unknown): Error {
  const isError = reason instanceof Error || Object.prototype.toString.call(reason) === '[object Error]'
  if (isError) return reason as Error
  // What `fail` gets is often thrown as it is.
  const { errMsg } = Object(reason) as { errMsg?: unknown }
  return new Error(typeof errMsg === 'string' ? errMsg : String(reason), { cause: reason })
}
