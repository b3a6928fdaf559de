/**
 * Sends what a cloud function asks of `api.weixin.qq.com` to the Callgrant server, whatever package it asks with: all
 * of them end in Node's `http` and `https`. Requests from outside of a cloud function are left alone.
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import http, { type RequestOptions } from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'

const WECHAT_HOST = 'api.weixin.qq.com'

type Request = typeof http.request
type Args = unknown[]

/** The server that answers for WeChat's host, while a cloud function runs. */
const redirectTo = new AsyncLocalStorage<string>()
const originals = { http: http.request, https: https.request }
let patched = false

/** Runs a cloud function with its requests redirected, until what it returns has settled. @param server `http://…` */
export function withRedirectedHost<T>(server: string, work: () => T): T {
  if (!patched) {
    patched = true
    for (const module of [http, https]) patch(module)
    syncBuiltinESMExports()
  }
  return redirectTo.run(server, work)
}

/** The same for `fetch`: a cloud function finds this one in its scope. */
export function redirectingFetch(server: string): typeof globalThis.fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.hostname !== WECHAT_HOST) return globalThis.fetch(input, init)
    const target = new URL(url.pathname + url.search, server)
    return globalThis.fetch(input instanceof Request ? new Request(target, input) : target, init)
  }
}

function patch(module: { request: Request; get: Request }): void {
  const { request: original } = module
  const request = (...args: Args) => {
    const server = redirectTo.getStore()
    const redirected = server === undefined ? undefined : redirect(server, args)
    if (!redirected) return original(...(args as Parameters<Request>))
    const send = new URL(server as string).protocol === 'https:' ? originals.https : originals.http
    return send(...redirected)
  }
  module.request = request as Request
  module.get = ((...args: Args) => {
    const made = request(...args)
    made.end()
    return made
  }) as Request
}

/** The arguments of the same request to the server; undefined: it goes to another host. */
function redirect(server: string, args: Args): Parameters<Request> | undefined {
  const [first, second, third] = args
  const address = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined
  const options = ((address ? second : first) ?? {}) as RequestOptions | (() => void)
  const given = typeof options === 'function' ? {} : options
  const onResponse = [second, third].find((argument) => typeof argument === 'function')
  const host = given.hostname ?? given.host ?? address?.hostname
  if (host?.replace(/:\d+$/, '') !== WECHAT_HOST) return undefined
  const { protocol, hostname, port } = new URL(server)
  const path = given.path ?? (address ? address.pathname + address.search : '/')
  // An agent for https cannot send http: left out, Node takes the one for the protocol.
  const redirected = { ...given, protocol, hostname, host: hostname, port, path, agent: undefined }
  return [redirected, onResponse] as unknown as Parameters<Request>
}
