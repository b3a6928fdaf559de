/**
 * Runs the service until a signal stops it. In a terminal people are shown what they need next, and its log in words;
 * elsewhere all of standard output is lines of JSON.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import { requireFreePort } from '../config/listen-error.ts'
import { readSettings, type Settings, SettingsError } from '../config/settings.ts'
import { parseKeys } from '../credentials/keys.ts'
import { knownKeys } from '../credentials/secrets-on-disk.ts'
import { createService, type ServiceWithContext } from '../serve.ts'
import type { Run } from './command.ts'
import { Failure } from './failure.ts'
import { readableLog } from './readable-log.ts'
import { startMessage } from './start-message.ts'
import { say } from './text.ts'

/** @returns after the service has stopped @throws Failure that says what to fix, when it cannot start */
export async function runServer(run: Run): Promise<undefined> {
  const opening = say('Opening the store', '正在打开数据库')
  const { settings, service } = await run.progress.during(opening, () => openService(run))
  await explainErrors(() => service.start())
  const { output, errors, language } = run
  const { address } = service
  output.record({ address, pid: process.pid }, () => {
    // Whoever looks at neither of the two reads it in the log.
    if (settings.dev || errors.terminal)
      process.stderr.write(startMessage(settings, service, language, errors))
    else service.ctx.log.info({ address, docs: `${address}/docs`, pid: process.pid }, 'ready')
  })
  await untilSignal()
  if (errors.terminal && !output.json) {
    process.stderr.write(`${errors.style('dim', say('Stopping …', '正在停止……')[language])}\n`)
  }
  await service.stop()
  return undefined
}

async function openService(run: Run): Promise<{ settings: Settings; service: ServiceWithContext }> {
  const { output, values } = run
  const read = output.screen.terminal && !output.json
  return explainErrors(async () => {
    // Who sits at a terminal wants to see what is wrong, not a line for each thing that went well.
    const settings = readSettings(read ? { CALLGRANT_LOG_LEVEL: 'warn', ...run.env } : run.env, values.raw)
    checkKeys(settings)
    await requireFreePort(settings)
    const log = read && { log: readableLog(output.screen, (text) => process.stdout.write(text)) }
    return { settings, service: await createService(settings, { ...log }) }
  })
}

/** Checked apart from the rest, so that the message can say that the keys are wrong. */
function checkKeys(settings: Settings): void {
  try {
    const known = knownKeys(settings)
    if (known !== null) parseKeys(known)
  } catch (cause) {
    const { message } = cause as Error
    throw new Failure(say(message, message), { exitCode: 2, cause })
  }
}

async function explainErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof SettingsError)
      throw new Failure(say(cause.message, cause.message), { exitCode: 2, cause })
    if (cause instanceof CallgrantError && cause.code === 'unavailable') {
      const why = cause.cause instanceof Error ? cause.cause.message : cause.message
      if (cause.cause instanceof Error && cause.cause.name === 'BusError') {
        const words = say(
          `${why}. Check NATS_URL and what the node may do there.`,
          `${why}。请检查 NATS_URL 及节点权限。`,
        )
        throw new Failure(words, { code: cause.code, cause })
      }
      throw storeFailure(why, cause)
    }
    // Of SQLite, which is no database; of the system, which lets no folder be made.
    if (cause instanceof Error && ('errcode' in cause || 'syscall' in cause))
      throw storeFailure(cause.message, cause)
    throw cause
  }
}

function storeFailure(why: string, cause: unknown): Failure {
  const words = say(
    `The store cannot be used: ${why}. Run \`callgrant doctor\` to see what to fix.`,
    `无法使用存储：${why}。请运行 callgrant doctor 查看如何修复。`,
  )
  return new Failure(words, { code: 'unavailable', cause })
}

/** Resolves at the first signal to stop; a second one ends the process at once. */
function untilSignal(): Promise<void> {
  return new Promise((stop) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        stop()
      })
    }
  })
}
