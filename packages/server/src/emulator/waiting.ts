/** Waiting for something to be there: looked at again whenever something changed, given up after a while. */

/** What waits is told to look again. One for each emulator. */
export class Changes {
  readonly #waiting = new Set<() => void>()
  /** How long a wait may last, in milliseconds of the machine’s time. */
  readonly patienceMs: number

  constructor(patienceMs: number) {
    this.patienceMs = patienceMs
  }

  /** Something may have changed. */
  happened = (): void => {
    for (const look of [...this.#waiting]) look()
  }

  /**
   * @param find what is waited for; undefined or null: not there yet
   * @param why what the error says when it does not come
   * @param ms how long
   * @throws Error with these words
   */
  async until<T>(
    find: () => T | null | undefined,
    why: () => string,
    ms: number = this.patienceMs,
  ): Promise<T> {
    // A stack that leads to the test, which is not on it any more when the time is up.
    const error = new Error()
    Error.captureStackTrace(error, this.until)
    return new Promise((found, failed) => {
      const look = () => {
        const it = find()
        if (it === null || it === undefined) return false
        end()
        found(it)
        return true
      }
      const late = setTimeout(() => {
        if (look()) return
        end()
        error.message = why()
        failed(error)
      }, ms)
      const end = () => {
        clearTimeout(late)
        this.#waiting.delete(look)
      }
      if (!look()) this.#waiting.add(look)
    })
  }
}
