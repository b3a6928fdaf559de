/** Waiting until something is there: it is looked for after each change, for a limited time. */

/** Tells all that wait to look again. One for each emulator. */
export class Changes {
  readonly #waiting = new Set<() => void>()
  /** How long a wait may last, in milliseconds of real time. */
  readonly patienceMs: number

  constructor(patienceMs: number) {
    this.patienceMs = patienceMs
  }

  /** Something may have changed. */
  happened = (): void => {
    for (const look of [...this.#waiting]) look()
  }

  /**
   * Waits until `find` returns something.
   * @param find undefined or null: not there yet
   * @param why the message of the error when it does not appear
   * @param ms how long to wait, in milliseconds of real time
   * @throws Error with this message
   */
  async until<T>(
    find: () => T | null | undefined,
    why: () => string,
    ms: number = this.patienceMs,
  ): Promise<T> {
    // Its stack leads to the test; a stack taken when the time is up would not.
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
