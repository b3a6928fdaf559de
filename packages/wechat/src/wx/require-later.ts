/** The asynchronous forms of WeChat's `require` and `requirePlugin`. */

/** What their failure has: what was asked for, and why it is not there. */
export interface RequireFailure {
  mod: string
  errMsg: string
}

export interface RequireLater<T> {
  /** With `done` it answers later. @throws what `load` throws, without `done` */
  (name: string, done?: (loaded: T) => void, failed?: (failure: RequireFailure & Error) => void): T
  /** Rejects with an Error that has `mod` and `errMsg`. */
  async(name: string): Promise<T>
}

/** @param load returns what is asked for, at once @throws when it is not there */
export function requireLater<T>(load: (name: string) => T): RequireLater<T> {
  const later = async (name: string) => {
    try {
      return load(name)
    } catch (error) {
      throw failureOf(name, error)
    }
  }
  const require = (
    name: string,
    done?: (loaded: T) => void,
    failed?: (failure: RequireFailure & Error) => void,
  ) => {
    if (typeof done !== 'function') return load(name)
    // What the callbacks throw is nobody's failure to load.
    later(name).then(done, (failure) => failed?.(failure))
    return undefined as T
  }
  return Object.assign(require, { async: later })
}

function failureOf(mod: string, cause: unknown): RequireFailure & Error {
  // An error of a Mini Program's own realm is no instance of this one's class.
  const errMsg = String((cause as Error | undefined)?.message ?? cause)
  return Object.assign(new Error(errMsg, { cause }), { mod, errMsg })
}
