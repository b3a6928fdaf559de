/** Says of a call to a function that `wx` does not have: which, where, and how to ask for it beforehand. */

type Members = Record<string, unknown>

/** What was called, in the engine's words: `wx.scanCode`, `n.scanCode`, `(0 , wx.scanCode)`, `wx[name]`. */
const NO_FUNCTION = /((?:[\w$]+|\([^()]*\))(?:\.[\w$]+|\[[^\]]*\])*)\)? is not a (?:function|constructor)/

export class MissingFunctions {
  /** What the program gets: a name that is not there is `undefined`, as in WeChat. */
  readonly wx: object
  readonly #wx: Members
  readonly #describe: (error: Error) => string
  /** What the program asked for last and is not there. */
  #missed: string | undefined
  readonly #explained = new WeakSet<Error>()
  readonly #told = new Set<string>()

  /** @param describe an error's words and stack, with files of the program */
  constructor(wx: object, describe: (error: Error) => string) {
    this.#wx = wx as Members
    this.#describe = describe
    this.wx = new Proxy(wx, {
      get: (target, name, receiver) => {
        if (typeof name === 'string' && !(name in target)) this.#missed = name
        return Reflect.get(target, name, receiver)
      },
    })
  }

  /** Completes the message of such an error, in its stack too. Any other stays as it is. */
  readonly explain = (error: unknown): void => {
    if (!isError(error)) return
    const name = this.#explained.has(error) ? undefined : this.#nameIn(error.message)
    if (name === undefined) return
    this.#explained.add(error)
    const place = placeIn(this.#describe(error))
    const before = error.message
    const words = `wx.${name} is not a function: Callgrant has no wx.${name} in this base library. ${
      place ? `It is called at ${place}. ` : ''
    }wx.canIUse('${name}') tells beforehand; docs/wx.md says what is there.`
    const { stack } = error
    Object.defineProperty(error, 'message', { value: words, writable: true, configurable: true })
    if (stack !== undefined) {
      const value = stack.includes(before) ? stack.replace(before, () => words) : stack
      Object.defineProperty(error, 'stack', { value, writable: true, configurable: true })
    }
  }

  /** Whether the same call was told before: one in a timer fails each time. */
  readonly isRepeated = (error: Error): boolean => {
    if (!this.#explained.has(error)) return false
    const repeated = this.#told.has(error.message)
    this.#told.add(error.message)
    return repeated
  }

  /** @returns the name behind `wx.`; undefined: the error is about something else */
  #nameIn(message: string): string | undefined {
    const called = NO_FUNCTION.exec(message)?.[1]
    if (called === undefined) return undefined
    const path = /\bwx\.([\w$]+(?:\.[\w$]+)*)\)?$/.exec(called)?.[1]
    if (path !== undefined) return valueAt(this.#wx, path) === undefined ? path : undefined
    const [, of, last] = /^(.*?)(?:\.|^)([\w$]+)$/.exec(called.replace(/\)$/, '')) ?? []
    const isMissed = /\bwx\[[^\]]*\]$/.test(called) || (of !== 'this' && last === this.#missed)
    return isMissed ? this.#missed : undefined
  }
}

/** Of any realm. */
function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === '[object Error]'
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((within, name) => (Object(within) as Members)[name], value)
}

/** The first place that a stack names: where the call is. */
function placeIn(description: string): string | undefined {
  const frame = description.split('\n').find((line) => /^\s*at |@/.test(line) && /\.\w+:\d/.test(line))
  return /([^\s()@]+?:\d+(?::\d+)?)\)?\s*$/.exec(frame ?? '')?.[1]
}
