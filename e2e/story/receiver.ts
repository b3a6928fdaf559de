/** The back end's process, from outside: start it, kill it, and see what it was sent. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface ReceivedEvent {
  id: string
  /** When it arrived, in milliseconds since 1970. */
  received: number
  verified: boolean
  event?: { id: string; type: string; at: number; data: Record<string, unknown> }
}

export class Receiver {
  readonly #env: Record<string, string>
  readonly #file: string
  #process: ChildProcess | undefined

  /** @param env what `backend.ts` reads */
  constructor(env: Record<string, string> & { STORY_FOLDER: string }) {
    this.#env = env
    this.#file = join(env.STORY_FOLDER, 'events.jsonl')
  }

  async start(): Promise<void> {
    const args = ['--conditions=callgrant-source', join(import.meta.dirname, 'backend.ts')]
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, ...this.#env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#process = child
    const [first] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    if (String(first).trim() !== 'ready') throw new Error(`the back end ended with ${first}`)
  }

  /** As a crash does. */
  async kill(): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  events(): ReceivedEvent[] {
    if (!existsSync(this.#file)) return []
    const lines = readFileSync(this.#file, 'utf8').split('\n')
    // The last one may be half written.
    return lines.slice(0, -1).map((line) => JSON.parse(line))
  }

  /**
   * Waits for an event that `is` takes, among those that arrived behind the first `from`.
   * @param ms how long
   * @returns undefined when none came
   */
  async next(
    from: number,
    is: (event: NonNullable<ReceivedEvent['event']>) => boolean,
    ms: number,
  ): Promise<ReceivedEvent | undefined> {
    const until = performance.now() + ms
    for (;;) {
      const found = this.events()
        .slice(from)
        .find(({ event }) => event && is(event))
      if (found || performance.now() > until) return found
      await pause(5)
    }
  }
}
