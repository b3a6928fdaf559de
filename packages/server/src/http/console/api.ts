/** `/console/api/v1/…`: the routes of back ends and of the operator, for whoever is signed in to the console. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { getApp } from '../../acts/apps/get-app.ts'
import { beginConsoleAct, completeConsoleAct } from '../../acts/console/console-audit.ts'
import type { ConsoleUser } from '../../acts/console/console-session.ts'
import type { Caller } from '../../context.ts'
import { mayAs } from '../../rules/console.ts'
import { toRefusal } from '../errors.ts'
import { type BaseRoute, type RouteTools, routeOptions } from '../route.ts'
import type { Streams } from '../sse.ts'
import { streamEvents } from '../v1/events.ts'
import type { Route } from '../v1/route.ts'
import type { ConsoleGuard } from './guard.ts'
import { notInConsole, roleMissing } from './refusals.ts'
import { roleNeeded } from './roles.ts'

const BASE = '/console/api'
/** Fields that say what a request was about, and are written down. A person is written apart. */
const NAMES = [
  'appid',
  'model_id',
  'sn',
  'group_id',
  'webhook_id',
  'delivery_id',
  'room_id',
  'record_id',
] as const

/** @param routes those of `/v1` as they were written down */
export function addConsoleApi(
  tools: RouteTools,
  guard: ConsoleGuard,
  streams: Streams,
  routes: readonly Route[],
): void {
  for (const route of routes) if (isShown(route)) addCopy(tools, guard, route)
  tools.app.get(`${BASE}/v1/events`, { schema: { hide: true } }, async (request, reply) => {
    const { appid } = await authenticate(tools, guard, request, 'GET', '/v1/events', 'backend')
    await streamEvents(tools.ctx, streams, request, reply, appid ?? '', {
      after: request.headers['last-event-id']?.toString().slice(0, 64) || undefined,
      check: async () => (await guard.userIfAny(request)) !== null,
    })
  })
}

/** Not those of a person or a device, who have a credential of their own. */
export function isShown({ caller, url }: Pick<Route, 'caller' | 'url'>): boolean {
  return url.startsWith('/v1/') && (caller === 'backend' || caller === 'operator' || url === '/v1/time')
}

interface Signed {
  user: ConsoleUser
  /** The app that the request is about; null: about none. */
  appid: string | null
}

function addCopy(tools: RouteTools, guard: ConsoleGuard, route: Route): void {
  const { method, url } = route
  const signed = new WeakMap<FastifyRequest, Signed>()
  const copy = {
    ...route,
    url: BASE + url,
    caller: route.caller === 'anyone' ? 'operator' : route.caller,
    act: (input: Parameters<BaseRoute['act']>[0]) => audited(tools, route, signed.get(input.request), input),
  } as BaseRoute
  const options = routeOptions(tools, copy, {
    schema: {
      hide: true,
      ...(route.body && { body: route.body }),
      ...(route.query && { querystring: route.query }),
      ...(route.params && { params: route.params }),
    },
    authenticate: async (request, caller): Promise<Caller> => {
      const found = await authenticate(tools, guard, request, method, url, caller)
      signed.set(request, found)
      return caller === 'backend' ? { role: 'backend', appid: found.appid ?? '' } : { role: 'operator' }
    },
    send: (reply, answer) => {
      if (route.contentType) reply.type(route.contentType)
      return reply.code(route.status ?? 200).send(answer)
    },
  })
  // Without the scheme of the copied route: a browser would ask for a name and password of its own.
  tools.app.route({ ...options, config: { ...options.config, caller: 'anyone' } })
}

/** In this order: the session, the token against forgery, the role, the app. */
async function authenticate(
  { ctx }: RouteTools,
  guard: ConsoleGuard,
  request: FastifyRequest,
  method: string,
  url: string,
  caller: Caller['role'],
): Promise<Signed> {
  const user = await guard.user(request)
  const needed = roleNeeded(method, url)
  const header = request.headers['callgrant-app']
  const appid = caller === 'backend' ? String(header ?? '') : null
  if (!needed || !mayAs(user.role, needed.role)) {
    if (method !== 'GET') await noteRefusal(request, `${method} ${url}`, user)
    throw needed ? roleMissing(user.role, needed.role) : notInConsole()
  }
  if (appid !== null) {
    if (appid === '') {
      const fault = { parameter: 'callgrant-app', message: 'should be the appid, as a header' }
      throw new CallgrantError('bad_request', { faults: [fault] })
    }
    await getApp(ctx, appid)
  }
  return { user, appid }

  async function noteRefusal(of: FastifyRequest, act: string, by: ConsoleUser) {
    const { openid, ...params } = (of.params ?? {}) as Record<string, string>
    const known = appid !== null && (await isApp(appid)) ? appid : null
    const id = await beginConsoleAct(ctx, by, { appid: known, act, openid, target: params })
    await completeConsoleAct(ctx, id, 403)
  }
  async function isApp(named: string): Promise<boolean> {
    return getApp(ctx, named).then(
      () => true,
      () => false,
    )
  }
}

/** Does the act, with its row in the log, where it is not a read. */
async function audited(
  { ctx }: RouteTools,
  route: Route,
  signed: Signed | undefined,
  input: Parameters<BaseRoute['act']>[0],
): Promise<object> {
  const needed = roleNeeded(route.method, route.url)
  // Nothing comes here past `authenticate`.
  if (!signed || !needed) throw notInConsole()
  const act = () => (route as BaseRoute).act(input) as Promise<object>
  if (route.method === 'GET' || needed.reads) return act()

  const { user, appid } = signed
  const id = await beginConsoleAct(ctx, user, {
    appid: appid ?? appidOf(input.params),
    act: `${route.method} ${route.url}`,
    ...targetOf(input),
  })
  try {
    const owners = needed.owner?.find((field) => Object.hasOwn((input.body ?? {}) as object, field))
    if (owners !== undefined && !mayAs(user.role, 'owner')) throw roleMissing(user.role, 'owner', owners)
    const answer = await act()
    await completeConsoleAct(ctx, id, route.status ?? 200)
    return answer
  } catch (error) {
    await completeConsoleAct(ctx, id, toRefusal(error).status)
    throw error
  }
}

function appidOf(params: unknown): string | null {
  const { appid } = (params ?? {}) as { appid?: string }
  return appid ?? null
}

/** What it was about: ids of the path and the body, and which fields the body had. Not what was in them. */
function targetOf(input: { params: unknown; body: unknown }): {
  openid: string | undefined
  target: Record<string, unknown> | null
} {
  const params = (input.params ?? {}) as Record<string, unknown>
  const body = (input.body ?? {}) as Record<string, unknown>
  const target: Record<string, unknown> = {}
  for (const name of NAMES) {
    const value = params[name] ?? body[name]
    if (typeof value === 'string') target[name] = value
  }
  if (Array.isArray(body.device_list)) target.device_list = body.device_list
  const fields = Object.keys(body).filter((name) => body[name] !== undefined)
  if (fields.length > 0) target.fields = fields
  const openid = params.openid ?? body.openid
  return { openid: typeof openid === 'string' ? openid : undefined, target }
}
