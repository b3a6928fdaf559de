/** Who calls the cloud function that runs now: set by `wx.cloud.callFunction`, read by `cloud.getWXContext`. */

export interface CloudCaller {
  openid: string
  appid: string
  env: string
}

interface Context {
  run<T>(caller: CloudCaller, work: () => T): T
  getStore(): CloudCaller | undefined
}

let current: Context | undefined

/** Runs one call of a cloud function as this person. */
export function callingAs<T>(caller: CloudCaller, work: () => T): T {
  current ??= createContext()
  return current.run(caller, work)
}

/** @returns undefined outside of any call */
export function cloudCaller(): CloudCaller | undefined {
  return current?.getStore()
}

/** In Node several people may call at once, so each call has its own; a page has one person. */
function createContext(): Context {
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
