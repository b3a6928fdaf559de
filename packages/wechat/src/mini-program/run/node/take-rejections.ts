/**
 * Unhandled rejections of Mini Programs' promises. Node would end the process for one that a page forgot to handle; in
 * WeChat the page lives on. Those of the test's own promises are left to Node and the test runner.
 */

type Take = (reason: unknown, promise: unknown) => void

/** By the prototype of a realm's promises. */
const takers = new WeakMap<object, Take>()
let installed = false

/** @param promises the `Promise` of a realm @param take gets what nobody handles, also after the program was closed */
export function takeRejections(promises: PromiseConstructor, take: Take): void {
  takers.set(promises.prototype, take)
  if (installed) return
  installed = true
  // A listener would hide rejections of other promises from Node, and would not hide ours from other listeners.
  const emit = process.emit as (...args: unknown[]) => boolean
  const emitOthers = function (this: NodeJS.Process, event: unknown, ...args: unknown[]): boolean {
    const ours = event === 'unhandledRejection' ? takerOf(args[1]) : undefined
    if (!ours) return emit.call(this, event, ...args)
    ours(args[0], args[1])
    return true
  }
  process.emit = emitOthers as typeof process.emit
}

/** The program may have classes of its own that extend `Promise`. */
function takerOf(promise: unknown): Take | undefined {
  for (let at: unknown = promise; Object(at) === at; at = Object.getPrototypeOf(at)) {
    const taker = takers.get(at as object)
    if (taker) return taker
  }
  return undefined
}
