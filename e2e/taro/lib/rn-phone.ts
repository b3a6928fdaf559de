/**
 * A phone with the app on it: the bundle in an engine, which is Hermes itself or one of Node's contexts with no more
 * globals than Hermes has; React Native's native half is played by this process.
 */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createContext, runInContext } from 'node:vm'
import { type NativeCall, NativeHalf } from './rn-native.ts'
import { type RnApp, rnProject } from './rn-project.ts'

/** What the engine tells: a call of a native module, a timer, an answer, something that nobody caught. */
type Told =
  | NativeCall
  | { timer: number; ms: number; every: boolean }
  | { stop: number }
  | { answer: number; value?: unknown; error?: object }
  | { log: string; level: number }
  | { unhandled: string }

interface Engine {
  run(code: string): void
  stop(): Promise<void>
}

export interface RnPhone {
  native: NativeHalf
  /** What nobody caught, and what the app said by `console.error`. */
  problems: string[]
  /**
   * Runs an expression in the app and waits for it.
   * @throws what it rejects with, as a plain object
   */
  ask<T = unknown>(expression: string): Promise<T>
  close(): Promise<void>
}

/** @param given globals beside the engine's own, as native libraries add them; not in Hermes, where only text goes */
export async function startPhone(
  app: RnApp,
  engine: 'hermes' | 'node',
  { locale = 'zh_CN', given = {} }: { locale?: string; given?: object } = {},
): Promise<RnPhone> {
  const problems: string[] = []
  const timers = new Map<number, NodeJS.Timeout>()
  const asked = new Map<number, { resolve(value: never): void; reject(error: unknown): void }>()
  const back = (id: number, args: unknown[]) => runs.run(`fromNative.back(${id}, ${JSON.stringify(args)})`)
  const native = new NativeHalf(back, (event, value) =>
    runs.run(`fromNative.emit(${JSON.stringify(event)}, ${JSON.stringify(value)})`),
  )
  const hear = (text: string) => {
    const told = JSON.parse(text) as Told
    if ('module' in told) native.call(told)
    else if ('timer' in told) {
      const { timer, ms } = told
      const due = () => back(timer, [])
      timers.set(timer, told.every ? setInterval(due, ms) : setTimeout(due, ms))
    } else if ('stop' in told) clearTimeout(timers.get(told.stop))
    else if ('answer' in told) {
      const { resolve, reject } = asked.get(told.answer) ?? {}
      if (told.error) reject?.(told.error)
      else resolve?.(told.value as never)
    } else if ('unhandled' in told) problems.push(told.unhandled)
    else if (told.level >= 3) problems.push(told.log)
  }
  const runs: Engine = engine === 'hermes' ? hermes(hear, problems) : nodeContext(hear, problems, given)
  runs.run(`globalThis.phoneLocale = ${JSON.stringify(locale)}`)
  runs.run(app.nativeHalf)
  runs.run(app.bundle)
  let last = 0
  const phone: RnPhone = {
    native,
    problems,
    ask: (expression) =>
      new Promise((resolve, reject) => {
        asked.set(++last, { resolve, reject })
        runs.run(`fromNative.ask(${last}, () => ${expression})`)
      }),
    async close() {
      for (const timer of timers.values()) clearTimeout(timer)
      native.close()
      await runs.stop()
    },
  }
  await phone.ask('matrix.openid').catch((cause: unknown) => {
    throw new Error(`the app does not start:\n${problems.join('\n')}`, { cause })
  })
  return phone
}

/** The engine that React Native runs apps with, as a process that evaluates one line after the other. */
function hermes(hear: (text: string) => void, problems: string[]): Engine {
  const binary = { linux: 'linux64-bin', darwin: 'osx-bin', win32: 'win64-bin' }[process.platform as string]
  const child: ChildProcessWithoutNullStreams = spawn(
    join(rnProject, 'node_modules/hermes-engine-cli', binary ?? '', 'hermes'),
    ['-Xes6-promise', '-Xmicrotask-queue', '-prompt=', '-prompt2='],
  )
  createInterface(child.stdout).on('line', (line) => {
    const [, kind, text = ''] = /^(told|threw) (.*)/.exec(line) ?? []
    if (kind === 'told') hear(text)
    if (kind === 'threw') problems.push(text)
  })
  createInterface(child.stderr).on('line', (line) => problems.push(line))
  const line = (code: string) => child.stdin.write(`${code}\n`)
  line(`globalThis.toNative = (text) => print('told ' + text)`)
  return {
    run: (code) =>
      line(
        `try { (0, eval)(${JSON.stringify(code)}) } catch (e) { print('threw ' + String(e.stack || e).replace(/\\n/g, ' ')) }`,
      ),
    async stop() {
      if (child.exitCode !== null) return
      child.kill()
      await once(child, 'exit')
    },
  }
}

/** V8 with nothing but the language: what else the app finds, React Native's own JavaScript must have made. */
function nodeContext(hear: (text: string) => void, problems: string[], given: object): Engine {
  const context = createContext({ toNative: hear, ...given })
  runInContext(`for (const name of ${JSON.stringify(NOT_IN_HERMES)}) delete globalThis[name]`, context)
  return {
    run(code) {
      try {
        runInContext(code, context)
      } catch (error) {
        problems.push(String((error as Error).stack))
      }
    },
    stop: async () => {},
  }
}

/** Of the language itself, what V8 has and Hermes does not. */
const NOT_IN_HERMES = ['Atomics', 'SharedArrayBuffer', 'WebAssembly', 'FinalizationRegistry', 'Iterator']
