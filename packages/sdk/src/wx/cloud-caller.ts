/** Who calls the cloud function that runs now: told by `wx.cloud.callFunction`, asked by `cloud.getWXContext`. */

export interface CloudCaller {
  openid: string
  appid: string
  env: string
}

interface Carrier {
  run<T>(caller: CloudCaller, work: () => T): T
  getStore(): CloudCaller | undefined
}

let carrier: Carrier | undefined

/** Runs one call of a function, for as long as it takes. */
export function callingAs<T>(caller: CloudCaller, work: () => T): T {
  carrier ??= makeCarrier()
  return carrier.run(caller, work)
}

/** @returns undefined outside of any call */
export function cloudCaller(): CloudCaller | undefined {
  return carrier?.getStore()
}

/** In Node several people call at once, and each call carries its own; a page has one person, the last one. */
function makeCarrier(): Carrier {
  const hooks = globalThis.process?.getBuiltinModule?.('node:async_hooks')
  if (hooks) return new hooks.AsyncLocalStorage<CloudCaller>()
  let last: CloudCaller | undefined
  return {
    run(caller, work) {
      last = caller
      return work()
    },
    getStore: () => last,
  }
}
