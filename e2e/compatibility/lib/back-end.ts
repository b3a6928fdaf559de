/** The app's back end: as it is written for `api.weixin.qq.com`, with another host name, and by Callgrant's own API. */

import type { EmulatedApp } from '@callgrant/emulator'
import { type Backend, createBackend } from '@callgrant/sdk/backend'
import type { Told } from './acts.ts'

export interface PostOptions {
  method?: string
  headers?: Record<string, string>
  /** In place of the good one; an empty text: none at all. */
  token?: string
}

/** By Callgrant's own API, for what WeChat has no call for. */
export function backendOf({ url, appid, secret }: EmulatedApp): Backend {
  return createBackend({ server: url, appid, secret })
}

/** As it is written for `api.weixin.qq.com`. */
export class BackEnd {
  readonly #app: EmulatedApp
  #token: string | undefined

  constructor(app: EmulatedApp) {
    this.#app = app
  }

  get #credential() {
    return { grant_type: 'client_credential', appid: this.#app.appid, secret: this.#app.secret }
  }

  /** `GET /cgi-bin/token`. */
  freshToken(query: Record<string, string> = {}): Promise<Told> {
    const all = new URLSearchParams({ ...this.#credential, ...query })
    for (const [name, value] of [...all]) if (value === '') all.delete(name)
    return this.get(`/cgi-bin/token?${all}`)
  }

  /** `POST /cgi-bin/stable_token`. */
  stableToken(body: object = {}): Promise<Told> {
    return this.raw('/cgi-bin/stable_token', 'POST', JSON.stringify({ ...this.#credential, ...body }))
  }

  get(path: string): Promise<Told> {
    return this.raw(path, 'GET')
  }

  /** With the access token in the query. @param body sent as JSON; a string is sent as it is */
  async post(path: string, body?: unknown, options: PostOptions = {}): Promise<Told> {
    this.#token ??= (await this.stableToken()).access_token as string
    const token = options.token ?? this.#token
    const query = token === '' ? '' : `?access_token=${encodeURIComponent(token)}`
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
    return this.raw(path + query, options.method ?? 'POST', text, options.headers)
  }

  async raw(
    path: string,
    method: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Told> {
    const response = await fetch(this.#app.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    })
    if (response.status !== 200) throw new Error(`${method} ${path} answered ${response.status}`)
    return response.json()
  }

  /** `POST /wxa/business/group/createid`. @returns its id */
  async group(group_name: string, model_id = this.#app.modelId): Promise<string> {
    return (await this.post('/wxa/business/group/createid', { model_id, group_name })).group_id
  }
  device(sn: string, model_id = this.#app.modelId): { sn: string; model_id: string } {
    return { sn, model_id }
  }
  add(group_id: string, device_list: object[], force_add?: boolean): Promise<Told> {
    const body = { group_id, device_list, ...(force_add !== undefined && { force_add }) }
    return this.post('/wxa/business/group/adddevice', body)
  }
  remove(group_id: string, device_list: object[]): Promise<Told> {
    return this.post('/wxa/business/group/removedevice', { group_id, device_list })
  }
}
