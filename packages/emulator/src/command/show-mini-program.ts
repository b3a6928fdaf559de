/** Serves a Mini Program's pages until it is told to stop. */

import { openFolder } from '@callgrant/wechat/mini-program/node'
import type { Run } from 'callgrant/command-line'
import { Failure, say, usageError } from 'callgrant/command-line'
import { startOwnService } from './own-service.ts'
import { type ProgramApp, serveProgram } from './serve-program.ts'

const PORT = '7200'

/** @returns after it was stopped @throws Failure that says what is wrong with the folder or the server */
export async function showMiniProgram(run: Run): Promise<undefined> {
  const { values, output, language } = run
  const stops: (() => Promise<void>)[] = []
  try {
    const folder = openFolder(values.need('FOLDER'))
    const port = Number(values.get('port') ?? PORT)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw usageError(`${values.get('port')} is no port.`, `${values.get('port')} 不是端口。`)
    }
    const modelId = values.get('model') ?? 'm_door'
    const given = givenServer(run, modelId)
    const program = await serveProgram({
      folder,
      port,
      app: async (origin) => {
        if (given) return given
        const service = await startOwnService({
          appid: values.get('appid') ?? folder.appid ?? 'cg_mini_program',
          secret: values.get('secret'),
          name: folder.name,
          model: { modelId, modelType: values.get('type') ?? 'door phone' },
          origin,
        })
        stops.push(() => service.stop())
        return { ...service, modelId }
      },
      warn: (line) => process.stderr.write(`${line}\n`),
    })
    stops.unshift(() => program.stop())
    const path = values.get('path')
    const page = path === undefined ? '' : `&path=${encodeURIComponent(path)}`
    const phone = `${program.address}/?person=${values.get('person') ?? 'parent'}${page}`
    const device = `${program.address}/?device=${values.get('device') ?? 'door-1'}${page}`
    output.record({ phone, device, pid: process.pid }, () => {
      output.say(say(`Phone:  ${phone}`, `手机：${phone}`))
      output.say(say(`Device: ${device}`, `设备：${device}`))
      process.stderr.write(`${say('Ctrl+C stops it.', '按 Ctrl+C 停止。')[language]}\n`)
    })
    await signalled()
    return undefined
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const { message } = cause as Error
    throw new Failure(say(message, message), { cause })
  } finally {
    for (const stop of stops) await stop()
  }
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}

/** @returns null: none was named */
function givenServer({ values, env }: Run, modelId: string): ProgramApp | null {
  const server = values.get('server')
  if (!server) return null
  const appid = values.get('appid') ?? env.CALLGRANT_APPID
  const secret = values.get('secret') ?? env.CALLGRANT_SECRET
  if (appid && secret) return { server: server.replace(/\/+$/, ''), appid, secret, modelId }
  throw usageError(
    'With --server, give --appid and --secret.',
    '使用 --server 时请同时给出 --appid 和 --secret。',
  )
}
