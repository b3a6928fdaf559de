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
  const backend = createBackend({ ...connection(run, server), appid, secret })
  return asking(
    run,
    server,
    () => ask(backend),
    (refusal) => unknownApp(run, server, appid, refusal),
  )
}

/** Asks as the operator: the admin token. @throws Failure that says what to fix */
export async function asOperator<T>(run: Run, ask: (operator: Operator) => Promise<T>): Promise<T> {
  const given = secretOf(run.values.get('admin-token') ?? run.env.CALLGRANT_ADMIN_TOKEN)
  const token = given ?? tokenFile(run)
  if (!token) {
    throw usageError(
      'The admin token is missing. Run this beside the server’s data folder, name the folder with --data-dir, or set CALLGRANT_ADMIN_TOKEN.',
      '缺少运维令牌。请在服务器数据目录旁运行，或用 --data-dir 指定目录，或设置 CALLGRANT_ADMIN_TOKEN。',
    )
  }
  const server = serverOf(run)
  const { createOperator } = await import('@callgrant/sdk/backend')
  const operator = createOperator({ ...connection(run, server), token })
  return asking(
    run,
    server,
    () => ask(operator),
    async (refusal) => wrongToken(server, given === undefined ? tokenPath(run) : undefined, refusal),
  )
}

/** No retries: whoever typed the command sees at once what failed, and decides. */
const connection = ({ language }: Run, server: string) => ({ server, language, retries: 0 })

/** The token of a server on this machine. It is not sent to a server on another. */
function tokenFile(run: Run): string | undefined {
  if (!isLoopback(new URL(serverOf(run)).hostname)) return undefined
  return readIfThere(tokenPath(run))
}

const tokenPath = (run: Run) =>
  join(run.values.get('data-dir') ?? run.env.CALLGRANT_DATA_DIR ?? './data', 'admin-token')

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

/** @param wrongCredentials says whose they are, when the server does not know them */
async function asking<T>(
  run: Run,
  server: string,
  ask: () => Promise<T>,
  wrongCredentials: (refusal: CallgrantError) => Promise<Failure>,
): Promise<T> {
  try {
    return await run.progress.during(say(`Waiting for ${server}`, `等待 ${server} 应答`), ask)
  } catch (error) {
    if (!(error instanceof CallgrantError)) throw error
    if (error.cause instanceof SyntaxError) throw notCallgrant(server, error)
    if (error.code === 'unauthenticated') throw await wrongCredentials(error)
    throw error.code === 'network' ? unreachable(server, error.cause) : refused(error)
  }
}

/**
 * To others a server does not say whether it is the appid or the secret that is wrong. Its operator may know: with the token
 * of a server on this machine it is asked.
 */
async function unknownApp(run: Run, server: string, appid: string, cause: CallgrantError): Promise<Failure> {
  const rotate = `callgrant app rotate-secret ${appid}`
  const words = {
    known: say(
      `${server} has an app ${appid}, but CALLGRANT_SECRET is not its secret: it is another app’s, or was replaced. Make a new one: ${rotate}`,
      `${server} 有应用 ${appid}，但密钥不对：属于其他应用，或已被更换。可重新生成：${rotate}`,
    ),
    unknown: say(
      `${server} has no app ${appid}: these credentials are of another server, or of a data folder that is gone. Name that server with --server, or see the apps of this one: callgrant app list`,
      `${server} 没有应用 ${appid}：这些凭据属于其他服务器，或原数据目录已不在。请用 --server 指定该服务器，或查看此服务器的应用：callgrant app list`,
    ),
    either: say(
      `${server} does not know app ${appid} with this secret: they are of another server, or the secret was replaced. Check --server, CALLGRANT_APPID and CALLGRANT_SECRET. The operator makes a new secret: ${rotate}`,
      `${server} 不认识应用 ${appid} 的这一密钥：凭据属于其他服务器，或密钥已被更换。请检查 --server、CALLGRANT_APPID 和 CALLGRANT_SECRET。运维者可重新生成密钥：${rotate}`,
    ),
  }
  return new Failure(words[await hasApp(run, server, appid)], { code: cause.code, cause })
}

async function hasApp(run: Run, server: string, appid: string): Promise<'known' | 'unknown' | 'either'> {
  const token = tokenFile(run)
  if (!token) return 'either'
  const { createOperator } = await import('@callgrant/sdk/backend')
  try {
    await createOperator({ ...connection(run, server), token }).apps.get(appid)
    return 'known'
  } catch (error) {
    if (!(error instanceof CallgrantError)) throw error
    return error.code === 'app_unknown' ? 'unknown' : 'either'
  }
}

/** @param path of the file that the token is from; when absent it was given */
function wrongToken(server: string, path: string | undefined, cause: CallgrantError): Failure {
  const words = path
    ? say(
        `${server} does not know the token in ${path}: that server keeps its data in another folder. Name the folder with --data-dir, or the server of this one with --server.`,
        `${server} 不认识 ${path} 中的令牌：该服务器使用其他数据目录。请用 --data-dir 指定其目录，或用 --server 指定使用此目录的服务器。`,
      )
    : say(
        `${server} does not know this admin token: it is of another server, or was replaced. Take the one in the file admin-token of its data folder, or the CALLGRANT_ADMIN_TOKEN that it runs with; or name another server with --server.`,
        `${server} 不认识此运维令牌：令牌属于其他服务器，或已被更换。请使用其数据目录中的 admin-token 或其运行时的 CALLGRANT_ADMIN_TOKEN，或用 --server 指定其他服务器。`,
      )
  return new Failure(words, { code: cause.code, cause })
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
