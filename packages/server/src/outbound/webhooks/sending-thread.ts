/**
 * Posts to webhooks in a thread of its own, so that calls do not wait for signatures, sockets and answers. The store is
 * read and written by the server's own thread, which hands over a round at a time. When the thread ends of itself, what it
 * had begun fails, to be sent again, and another one is started.
 */

import { once } from 'node:events'
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Context } from '../../context.ts'
import type { Round, RoundSent, SendRound } from './send-round.ts'

/** What the thread is told. */
export type ToThread =
  | { type: 'round'; id: number; round: Round; clockOffsetMs: number }
  /** No attempt is begun any more. */
  | { type: 'stop' }
  /** Attempts under way fail. */
  | { type: 'cut' }
  /** All is answered: the thread ends. */
  | { type: 'end' }

/** What it answers. */
export type FromThread = { id: number; sent: RoundSent } | { id: number; error: string }

/** What it is started with. */
export interface ThreadData {
  settings: Pick<Context['settings'], 'webhooksPrivate' | 'dev'>
  /** Of the server's traces; null: nothing is traced. */
  traces: { version: string; instance: string } | null
}

export interface SendingThread {
  /** @throws Error when the thread ends meanwhile */
  send: SendRound
  state(): 'ok' | 'restarting'
  /** How often it has ended of itself. */
  failures(): number
  cut(): void
  /** Ends it; call it once all is answered. */
  stop(): Promise<void>
}

const RESTART_MS = 1_000
const FROM_SOURCES = '--conditions=callgrant-source'

/**
 * The thread is started by the first round.
 * @param startThread of a test, which ends it
 */
export function sendingThread(ctx: Context, startThread = () => new Worker(...threadOf(ctx))): SendingThread {
  let running: Worker | undefined
  let restart: PromiseWithResolvers<void> | undefined
  let failures = 0
  let rounds = 0
  let stopped = false
  const waiting = new Map<number, PromiseWithResolvers<RoundSent>>()

  const start = (): Worker => {
    const worker = startThread()
    worker.unref()
    let reason: unknown
    worker.on('message', (answer: FromThread) => {
      const round = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('sent' in answer) round?.resolve(answer.sent)
      else round?.reject(new Error(answer.error))
    })
    worker.on('error', (error) => {
      reason = error
    })
    worker.on('exit', (code) => {
      if (running === worker) running = undefined
      const ended = new Error(`the thread that posts to webhooks ended with ${code}`, { cause: reason })
      for (const round of waiting.values()) round.reject(ended)
      waiting.clear()
      if (stopped) return
      failures++
      ctx.log.error({ err: ended }, 'the thread that posts to webhooks ended; another one is started')
      restart = Promise.withResolvers()
      setTimeout(() => {
        restart?.resolve()
        restart = undefined
      }, RESTART_MS).unref()
    })
    return worker
  }
  const tell = (message: ToThread) => running?.postMessage(message)

  return {
    async send(round, stopping) {
      const nothing: RoundSent = { attempts: [], failures: round.failures, succeeded: false }
      if (round.events.length === 0) return nothing
      await restart?.promise
      if (stopped || stopping.aborted) return nothing
      running ??= start()
      const id = ++rounds
      const sent = Promise.withResolvers<RoundSent>()
      waiting.set(id, sent)
      const stop = () => tell({ type: 'stop' })
      stopping.addEventListener('abort', stop, { once: true })
      tell({ type: 'round', id, round, clockOffsetMs: ctx.now() - Date.now() })
      return sent.promise.finally(() => stopping.removeEventListener('abort', stop))
    },
    state: () => (restart ? 'restarting' : 'ok'),
    failures: () => failures,
    cut: () => void tell({ type: 'cut' }),
    async stop() {
      stopped = true
      restart?.resolve()
      if (!running) return
      running.ref()
      const ended = once(running, 'exit')
      tell({ type: 'end' })
      await ended
    },
  }
}

/** The thread's program is beside this one: as source, or built. */
export function threadOf({ settings, tracing }: Context): ConstructorParameters<typeof Worker> {
  const suffix = extname(import.meta.filename)
  const { webhooksPrivate, dev } = settings
  const workerData: ThreadData = { settings: { webhooksPrivate, dev }, traces: tracing?.about ?? null }
  // From sources it imports sources. Where the process was started so it is so already, and then it has all that the process has.
  const isToldSo = suffix !== '.ts' || process.execArgv.includes(FROM_SOURCES)
  const options = { workerData, ...(!isToldSo && { execArgv: [FROM_SOURCES] }) }
  return [join(import.meta.dirname, `sending-thread-main${suffix}`), options]
}
