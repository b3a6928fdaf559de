/**
 * What a cloud function asks `api.weixin.qq.com`, Callgrant answers: whatever package it asks with, since all of them
 * end in Node's `http` and `https`. Outside of a cloud function nothing is changed.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import http, { type RequestOptions } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'

const WECHAT_HOST = 'api.weixin.qq.com'

type Request = typeof http.request
type Args = unknown[]

/** The server that stands for WeChat's host, while a cloud function runs. */
const standIn = new AsyncLocalStorage<string>()
let led = false

/** Runs a cloud function, for as long as it takes. @param server `http://…` */
export function standingForWeChat<T>(server: string, work: () => T): T {
  if (!led) {
    led = true
    for (const module of [http, https]) lead(module)
    syncBuiltinESMExports()
  }
  return standIn.run(server, work)
}

/** The same for `fetch`. */
export function fetchFor(server: string): typeof globalThis.fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.hostname !== WECHAT_HOST) return globalThis.fetch(input, init)
    const own = new URL(url.pathname + url.search, server)
    return globalThis.fetch(input instanceof Request ? new Request(own, input) : own, init)
  }
}

function lead(module: { request: Request; get: Request }): void {
  const { request } = module
  const led = (...args: Args) => {
    const server = standIn.getStore()
    const own = server === undefined ? undefined : ownRequest(server, args)
    if (!own) return request(...(args as Parameters<Request>))
    const to = new URL(server as string).protocol === 'https:' ? originals.https : originals.http
    return to(...own)
  }
  module.request = led as Request
  module.get = ((...args: Args) => {
    const made = led(...args)
    made.end()
    return made
  }) as Request
}

const originals = { http: http.request, https: https.request }

/** @returns undefined: it goes to another host */
function ownRequest(server: string, args: Args): Parameters<Request> | undefined {
  const [first, second, third] = args
  const address = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined
  const options = ((address ? second : first) ?? {}) as RequestOptions | (() => void)
  const given = typeof options === 'function' ? {} : options
  const answered = [second, third].find((argument) => typeof argument === 'function')
  const host = given.hostname ?? given.host ?? address?.hostname
  if (host?.replace(/:\d+$/, '') !== WECHAT_HOST) return undefined
  const { protocol, hostname, port } = new URL(server)
  const path = given.path ?? (address ? address.pathname + address.search : '/')
  // An agent for https would not do for http; by default there is the right one.
  const own = { ...given, protocol, hostname, host: hostname, port, path, agent: undefined }
  return [own, answered] as unknown as Parameters<Request>
}
