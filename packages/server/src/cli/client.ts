/** Asks a server, as its operator or as an app's back end, with the SDK's client, and explains what fails. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Backend, Operator } from '@callgrant/sdk/backend'
import { isLoopback } from '../config/settings.ts'
import type { Option, Run } from './command.ts'
import { Failure, usageError } from './failure.ts'
import { say } from './text.ts'

const DEFAULT_SERVER = 'http://127.0.0.1:7100'
export const SERVER_OPTION: Record<string, Option> = {
  server: {
    value: 'URL',
    about: say('Address of the server.', '服务器地址。'),
    otherwise: say(`CALLGRANT_SERVER, else ${DEFAULT_SERVER}`, `CALLGRANT_SERVER，否则 ${DEFAULT_SERVER}`),
  },
}
export const BACKEND_OPTIONS: Record<string, Option> = {
  ...SERVER_OPTION,
  appid: {
    value: 'APPID',
    about: say('The app.', '应用。'),
    otherwise: say('CALLGRANT_APPID', 'CALLGRANT_APPID'),
  },
  secret: {
    value: 'SECRET',
    about: say(
      'Its secret; `-` reads it from standard input. Other users of the machine can read flags: prefer the variable.',
      '应用密钥；`-` 表示从标准输入读取。本机其他用户可看到命令行，建议用环境变量。',
    ),
    otherwise: say('CALLGRANT_SECRET', 'CALLGRANT_SECRET'),
  },
}
export const OPERATOR_OPTIONS: Record<string, Option> = {
  ...SERVER_OPTION,
  'admin-token': {
    value: 'TOKEN',
    about: say(
      'The operator’s token; `-` reads it from standard input. Prefer the variable or the file.',
      '运维令牌；`-` 表示从标准输入读取。建议用环境变量或文件。',
    ),
    otherwise: say(
      'CALLGRANT_ADMIN_TOKEN, else admin-token in the data folder',
      'CALLGRANT_ADMIN_TOKEN，否则为数据目录中的 admin-token',
    ),
  },
  'data-dir': {
    value: 'FOLDER',
    about: say('Data folder of a server on this machine.', '本机服务器的数据目录。'),
    otherwise: say('CALLGRANT_DATA_DIR, else ./data', 'CALLGRANT_DATA_DIR，否则 ./data'),
  },
}

/** Asks as an app's back end: appid and secret. @throws Failure that says what to fix */
export async function asBackend<T>(run: Run, ask: (backend: Backend) => Promise<T>): Promise<T> {
  const appid = run.values.get('appid') ?? run.env.CALLGRANT_APPID
  const secret = secretOf(run.values.get('secret') ?? run.env.CALLGRANT_SECRET)
  if (!appid || !secret) {
    const what = appid ? 'secret' : 'appid'
    throw usageError(
      `The app's ${what} is missing. Set CALLGRANT_APPID and CALLGRANT_SECRET, which \`callgrant app create\` prints.`,
      `缺少应用的 ${what}。请设置 CALLGRANT_APPID 和 CALLGRANT_SECRET（由 callgrant app create 输出）。`,
    )
  }
  const server = serverOf(run)
  const { createBackend } = await import('@callgrant/sdk/backend')
  return explainErrors(server, () => ask(createBackend({ ...connection(run, server), appid, secret })))
}

/** Asks as the operator: the admin token. @throws Failure that says what to fix */
export async function asOperator<T>(run: Run, ask: (operator: Operator) => Promise<T>): Promise<T> {
  const token = secretOf(run.values.get('admin-token') ?? run.env.CALLGRANT_ADMIN_TOKEN) ?? tokenFile(run)
  if (!token) {
    throw usageError(
      'The admin token is missing. Run this beside the server’s data folder, name the folder with --data-dir, or set CALLGRANT_ADMIN_TOKEN.',
      '缺少运维令牌。请在服务器数据目录旁运行，或用 --data-dir 指定目录，或设置 CALLGRANT_ADMIN_TOKEN。',
    )
  }
  const server = serverOf(run)
  const { createOperator } = await import('@callgrant/sdk/backend')
  return explainErrors(server, () => ask(createOperator({ ...connection(run, server), token })))
}

/** No retries: whoever typed the command sees at once what failed, and decides. */
const connection = ({ language }: Run, server: string) => ({ server, language, retries: 0 })

/** The token of a server on this machine. It is not sent to a server on another. */
function tokenFile(run: Run): string | undefined {
  if (!isLoopback(new URL(serverOf(run)).hostname)) return undefined
  const folder = run.values.get('data-dir') ?? run.env.CALLGRANT_DATA_DIR ?? './data'
  return readIfThere(join(folder, 'admin-token'))
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new Failure(
      say(
        `${path} cannot be read (${code}). Run this as the server’s user.`,
        `无法读取 ${path}（${code}）。请以服务器用户身份运行。`,
      ),
      { cause },
    )
  }
}

function secretOf(given: string | undefined): string | undefined {
  return given === '-' ? readFileSync(0, 'utf8').trim() : given
}

/** Where the server is. @throws Failure for what is no address */
export function serverOf({ values, env }: Run): string {
  const server = values.get('server') ?? env.CALLGRANT_SERVER ?? DEFAULT_SERVER
  if (URL.canParse(server) && /^https?:/.test(server)) return server.replace(/\/+$/, '')
  throw usageError(
    `${JSON.stringify(server)} is no address of a server. Write it like ${DEFAULT_SERVER}.`,
    `${JSON.stringify(server)} 不是服务器地址。应形如 ${DEFAULT_SERVER}。`,
  )
}

async function explainErrors<T>(server: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof CallgrantError)) throw error
    if (error.cause instanceof SyntaxError) throw notCallgrant(server, error)
    throw error.code === 'network' ? unreachable(server, error.cause) : refused(error)
  }
}

function refused(error: CallgrantError): Failure {
  const faults = (error.faults ?? []).map(({ parameter, message }) => `\n  ${parameter} ${message}`).join('')
  const sentence = error.message + faults
  return new Failure(say(sentence, sentence), { code: error.code, cause: error })
}

function notCallgrant(server: string, cause: CallgrantError): Failure {
  return new Failure(
    say(
      `${server} does not answer as Callgrant does (${cause.message}). Check --server.`,
      `${server} 的应答不是 Callgrant 的应答（${cause.message}）。请检查 --server。`,
    ),
    { cause },
  )
}

function unreachable(server: string, cause: unknown): Failure {
  const { name, cause: inner } = cause as Error & { cause?: { code?: string; message?: string } }
  const why = name === 'TimeoutError' ? 'no answer in time' : (inner?.code ?? inner?.message ?? String(cause))
  return new Failure(
    say(
      `${server} cannot be reached (${why}). Start it with \`callgrant serve\`, or name another with --server.`,
      `无法连接 ${server}（${why}）。请用 callgrant serve 启动，或用 --server 指定其他地址。`,
    ),
    { code: 'network', cause },
  )
}
