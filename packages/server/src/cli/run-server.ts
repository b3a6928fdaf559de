/** Runs the service until a signal stops it. Its log goes to standard output, messages for people to standard error. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { readSettings, type Settings, SettingsError } from '../config/settings.ts'
import { parseKeys } from '../credentials/keys.ts'
import { adminTokenPath, masterKeys } from '../credentials/secrets-on-disk.ts'
import { createService, type Service } from '../serve.ts'
import type { Run } from './command.ts'
import { Failure } from './failure.ts'
import { say, type Text } from './text.ts'

/** @returns after the service has stopped @throws Failure that says what to fix, when it cannot start */
export async function runServer(run: Run): Promise<undefined> {
  const { settings, service } = await openService(run)
  await explainErrors(() => service.start())
  run.output.record({ address: service.address, pid: process.pid }, () => {
    for (const line of startMessages(settings, service)) process.stderr.write(`${line[run.language]}\n`)
  })
  await untilSignal()
  if (!run.output.json) process.stderr.write(`${say('Stopping …', '正在停止……')[run.language]}\n`)
  await service.stop()
  return undefined
}

async function openService({ env, values }: Run): Promise<{ settings: Settings; service: Service }> {
  return explainErrors(async () => {
    const settings = readSettings(env, values.raw)
    checkKeys(settings)
    return { settings, service: await createService(settings) }
  })
}

/** Checked apart from the rest, so that the message can say that the keys are wrong. */
function checkKeys(settings: Settings): void {
  try {
    parseKeys(masterKeys(settings))
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
      throw new Failure(
        say(
          `The store cannot be used: ${why}. Run \`callgrant doctor\` to see what to fix.`,
          `无法使用存储：${why}。请运行 callgrant doctor 查看如何修复。`,
        ),
        { code: cause.code, cause },
      )
    }
    throw cause
  }
}

function startMessages(settings: Settings, service: Service): Text[] {
  const { address } = service
  if (settings.dev)
    return [say(`Try it: ${address}`, `试用：${address}`), say('Ctrl+C stops it.', '按 Ctrl+C 停止。')]
  const lines = [
    say(
      `Callgrant is ready at ${address} (API: ${address}/docs).`,
      `Callgrant 已就绪：${address}（接口文档：${address}/docs）。`,
    ),
  ]
  if (service.adminToken !== null && settings.adminToken === null) {
    lines.push(
      say(
        `The operator's token is in ${adminTokenPath(settings)}. Next: callgrant app create --name "My app"`,
        `运维令牌在 ${adminTokenPath(settings)}。下一步：callgrant app create --name "我的应用"`,
      ),
    )
  }
  return lines
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
