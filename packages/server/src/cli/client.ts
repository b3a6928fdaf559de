/** Talks to a server as its operator or as an app's back end: the same HTTP API that any back end uses. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language, WireError } from '@callgrant/protocol'
import { isLoopback } from '../config/settings.ts'
import type { Option, Run } from './command.ts'
import { Failure, misused } from './failure.ts'
import { say } from './text.ts'

const DEFAULT_SERVER = 'http://127.0.0.1:7100'
/** Longest that a command waits for an answer. */
const ANSWER_MS = 15_000

export type Query = Record<string, string | undefined>
export interface Client {
  server: string
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
}

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

/** As an app's back end: appid and secret. */
export function backend(run: Run): Client {
  const appid = run.values.get('appid') ?? run.env.CALLGRANT_APPID
  const secret = secretOf(run.values.get('secret') ?? run.env.CALLGRANT_SECRET)
  if (!appid || !secret) {
    const what = appid ? 'secret' : 'appid'
    throw misused(
      `The app's ${what} is missing. Set CALLGRANT_APPID and CALLGRANT_SECRET, which \`callgrant app create\` prints.`,
      `缺少应用的 ${what}。请设置 CALLGRANT_APPID 和 CALLGRANT_SECRET（由 callgrant app create 输出）。`,
    )
  }
  return client(run, basic(appid, secret))
}

/** The `Authorization` header of an app's back end. */
export function basic(appid: string, secret: string): string {
  return `Basic ${Buffer.from(`${appid}:${secret}`).toString('base64')}`
}

/** As the operator: the admin token. */
export function operator(run: Run): Client {
  const token = secretOf(run.values.get('admin-token') ?? run.env.CALLGRANT_ADMIN_TOKEN) ?? tokenFile(run)
  if (!token) {
    throw misused(
      'The admin token is missing. Run this beside the server’s data folder, name the folder with --data-dir, or set CALLGRANT_ADMIN_TOKEN.',
      '缺少运维令牌。请在服务器数据目录旁运行，或用 --data-dir 指定目录，或设置 CALLGRANT_ADMIN_TOKEN。',
    )
  }
  return client(run, `Bearer ${token}`)
}

/** The file of a server on this machine; it is not shown to servers elsewhere. */
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

function serverOf({ values, env }: Run): string {
  const server = values.get('server') ?? env.CALLGRANT_SERVER ?? DEFAULT_SERVER
  if (URL.canParse(server) && /^https?:/.test(server)) return server.replace(/\/+$/, '')
  throw misused(
    `${JSON.stringify(server)} is no address of a server. Write it like ${DEFAULT_SERVER}.`,
    `${JSON.stringify(server)} 不是服务器地址。应形如 ${DEFAULT_SERVER}。`,
  )
}

const client = (run: Run, authorization: string) => connectTo(serverOf(run), authorization, run.language)

/** @param authorization the whole `Authorization` header */
export function connectTo(server: string, authorization: string, language: Language): Client {
  async function send<T>(method: string, path: string, body: unknown): Promise<T> {
    const headers: Record<string, string> = { 'accept-language': language, authorization }
    if (body !== undefined) headers['content-type'] = 'application/json'
    let response: Response
    let text: string
    try {
      response = await fetch(server + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      text = await response.text()
    } catch (cause) {
      throw unreachable(server, cause)
    }
    const answer = parsed(text)
    if (response.ok && answer !== undefined) return answer as T
    throw refused(server, response.status, answer)
  }
  return {
    server,
    get: (path, query = {}) => {
      const search = new URLSearchParams(
        Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
      )
      return send('GET', search.size > 0 ? `${path}?${search}` : path, undefined)
    },
    post: (path, body = {}) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refused(server: string, status: number, answer: unknown): Failure {
  const error = (answer as { error?: WireError } | undefined)?.error
  if (!error?.code) {
    return new Failure(
      say(
        `${server} answered ${status}, not as Callgrant does. Check --server.`,
        `${server} 的应答（${status}）不是 Callgrant 的应答。请检查 --server。`,
      ),
    )
  }
  const faults = (error.faults ?? []).map(({ parameter, message }) => `\n  ${parameter} ${message}`).join('')
  const sentence = error.message + faults
  return new Failure(say(sentence, sentence), { code: error.code })
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
