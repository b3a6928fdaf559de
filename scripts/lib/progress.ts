/** Shows which parts of a script are running: on a terminal one line that is redrawn, elsewhere a line now and then. */

const REDRAW_MS = 1000
const REPEAT_MS = 30_000

interface Running {
  since: number
  note: string
}

export class Progress {
  readonly #running = new Map<string, Running>()
  readonly #out: NodeJS.WriteStream
  #timer: NodeJS.Timeout | undefined
  #drawn = false

  constructor(out: NodeJS.WriteStream = process.stdout) {
    this.#out = out
  }

  begin(name: string): void {
    this.#running.set(name, { since: performance.now(), note: '' })
    this.#timer ??= setInterval(() => this.#show(), this.#out.isTTY ? REDRAW_MS : REPEAT_MS)
  }

  /** @param note how far the part is, as `120 tests` */
  note(name: string, note: string): void {
    const running = this.#running.get(name)
    if (running) running.note = note
  }

  /** @returns seconds that the part took */
  end(name: string): number {
    const since = this.#running.get(name)?.since ?? performance.now()
    this.#running.delete(name)
    if (this.#running.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      this.#erase()
    }
    return (performance.now() - since) / 1000
  }

  /** Prints whole lines that stay. */
  print(text: string): void {
    this.#erase()
    this.#out.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  #show(): void {
    const parts = [...this.#running].map(([name, { since, note }]) =>
      [name, note, `${Math.round((performance.now() - since) / 1000)} s`].filter(Boolean).join(' '),
    )
    const line = `… ${parts.join(', ')}`
    if (!this.#out.isTTY) {
      this.#out.write(`${line}\n`)
      return
    }
    this.#erase()
    this.#out.write(line.slice(0, (this.#out.columns ?? 80) - 1))
    this.#drawn = true
  }

  #erase(): void {
    if (this.#drawn) this.#out.write('\r\x1b[K')
    this.#drawn = false
  }
}
