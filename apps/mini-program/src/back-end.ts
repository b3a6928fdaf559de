/** The app's back end, which the server of this page plays: it signs people in and issues tickets of devices. */

import type { Device } from '@callgrant/sdk/device'
import { type CloudDatabase, type CloudFunction, type DatabaseAnswer, DatabaseError } from '@callgrant/wechat'

export interface Setup {
  server: string
  appid: string
  modelId: string
  /** Names of cloud functions. */
  functions: string[]
}

export async function readSetup(): Promise<Setup> {
  return answerOf(await fetch('/setup'))
}

export async function sessionFor(openid: string): Promise<string> {
  return (await post<{ session: string }>('/session', { openid })).session
}

/** Registers the device's key, and replaces that of another browser if there is one. */
export async function register(device: Device): Promise<void> {
  const { sn } = device
  const ticket = async (reset: boolean) =>
    (await post<{ sn_ticket: string }>('/device', { sn, reset })).sn_ticket
  try {
    await device.register(await ticket(false))
  } catch (error) {
    if ((error as { code?: string }).code !== 'device_already_registered') throw error
    await device.register(await ticket(true))
  }
}

/** The project's cloud functions, which run on the server of this page. */
export function cloudFunctions(names: string[]): Record<string, CloudFunction> {
  const call =
    (name: string): CloudFunction =>
    async (event) =>
      (await post<{ result: unknown }>(`/function/${name}`, { event })).result
  return Object.fromEntries(names.map((name) => [name, call(name)]))
}

/** The data of `wx.cloud.database()`, which is on the server of this page, as the cloud functions are. */
export const database: CloudDatabase = {
  async run(request) {
    const answer = await post<DatabaseAnswer & { errCode?: number; message?: string }>('/database', request)
    if (answer.errCode !== undefined) throw new DatabaseError(answer.errCode, answer.message ?? '')
    return answer
  },
}

/** Has the terminal of the command say it too. */
export function tellTerminal(text: string): void {
  // Where the server has ended there is no terminal either.
  post('/told', { text }).catch(() => {})
}

async function post<T>(path: string, body: object): Promise<T> {
  return answerOf(
    await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

async function answerOf<T>(response: Response): Promise<T> {
  const answer = (await response.json()) as T & { message?: string }
  if (!response.ok) throw new Error(answer.message ?? `${response.url} answered ${response.status}`)
  return answer
}
