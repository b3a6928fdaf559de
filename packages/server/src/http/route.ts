/**
 * What every route is made of, whichever way it answers: who may call it, what it takes, what it answers, and the act
 * that it does. `v1/route.ts` and `wechat/route.ts` build on this; each adds only how its refusals and answers look.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import type { z } from 'zod'
import type { Caller, Context } from '../context.ts'
import type { Authenticate } from './authenticate.ts'
import type { Metrics } from './metrics.ts'
import type { RateLimits } from './rate-limits.ts'

export type CallerKind = 'anyone' | Caller['role']
type CallerOf<K extends CallerKind> = K extends 'anyone' ? null : Extract<Caller, { role: K }>
export type OptionalSchema = z.ZodType | undefined
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

export interface BaseRoute<
  K extends CallerKind = CallerKind,
  B extends OptionalSchema = OptionalSchema,
  Q extends OptionalSchema = OptionalSchema,
  P extends OptionalSchema = OptionalSchema,
  A extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  summary: string
  /** Whose credential it asks for; any other kind is refused. */
  caller: K
  /** What is posted, as JSON. */
  body?: B
  /** Parameters in the query. */
  query?: Q
  /** Parameters in the path. */
  params?: P
  answer: A
  /** True where no limit of requests applies: what a supervisor asks must be answered under any flood. */
  unlimited?: boolean
  /** True where the act itself checks a credential, with no caller yet: a stricter limit for each address. */
  credential?: boolean
  act(input: {
    caller: CallerOf<K>
    body: Parsed<B>
    query: Parsed<Q>
    params: Parsed<P>
    request: FastifyRequest
  }): Promise<z.input<A>>
}

/** What the routes are built with. */
export interface RouteTools {
  app: FastifyInstance
  ctx: Context
  authenticate: Authenticate
  rateLimits: RateLimits
  metrics: Metrics
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose credential the route asks for. */
    caller?: CallerKind
  }
}

/** What differs between the routes of `/v1` and those of WeChat's host. */
interface Dialect {
  schema: FastifySchema
  /** Who calls. @throws what `Authenticate` throws */
  authenticate(request: FastifyRequest, role: Caller['role']): Promise<Caller>
  send(reply: FastifyReply, answer: object): FastifyReply
}

/** A route for Fastify. In this order: the limits, the caller, the body and the parameters, the act, the answer. */
export function routeOptions(tools: RouteTools, route: BaseRoute, dialect: Dialect): RouteOptions {
  const { ctx, rateLimits } = tools
  const { method, url, caller, credential, unlimited } = route
  return {
    method,
    url,
    schema: dialect.schema,
    config: {
      caller,
      ...(unlimited && { rateLimit: false }),
      ...(credential && {
        rateLimit: {
          max: ctx.settings.credentialRateLimit || Number.MAX_SAFE_INTEGER,
          groupId: 'credential',
        },
      }),
    },
    // The caller is checked before the body is read, so that a request without a credential costs no parsing.
    ...(caller !== 'anyone' && {
      preParsing: async (request: FastifyRequest) => {
        request.caller = await dialect.authenticate(request, caller)
      },
    }),
    handler: async (request, reply) => {
      const { caller, body, query, params } = request
      const act = () => route.act({ caller, body, query, params, request } as never)
      const answer = await (credential ? rateLimits.countWrongCredentials(request, act) : act())
      return dialect.send(reply, answer as object)
    },
  }
}

/** The part of a route's OpenAPI entry that needs no knowledge of its answers. */
export function requestSchema({
  summary,
  body,
  query,
  params,
}: Pick<BaseRoute, 'summary' | 'body' | 'query' | 'params'>) {
  return {
    summary,
    ...(body && { body }),
    ...(query && { querystring: query }),
    ...(params && { params }),
  }
}
