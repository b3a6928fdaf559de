/**
 * How a route is written down: one object says who may call it, what it takes, what it answers and which codes it
 * can refuse with. From it come the checks, the types and /openapi.json.
 */

import { ERRORS, ErrorAnswer, type ErrorCode } from '@callgrant/protocol'
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import type { z } from 'zod'
import type { Caller, Context, DeviceCaller, PersonCaller } from '../acts/context.ts'
import type { Authenticate } from './auth.ts'
import type { Limits } from './limits.ts'
import type { Metrics } from './metrics.ts'

export type CallerKind = 'anyone' | Caller['role']
type CallerOf<K extends CallerKind> = K extends 'person'
  ? PersonCaller
  : K extends 'device'
    ? DeviceCaller
    : K extends 'anyone'
      ? null
      : Extract<Caller, { role: K }>
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

export interface Route<
  K extends CallerKind = CallerKind,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  P extends z.ZodType | undefined = z.ZodType | undefined,
  A extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  url: string
  tag:
    | 'operator'
    | 'app'
    | 'devices'
    | 'groups'
    | 'authorizations'
    | 'calls'
    | 'person'
    | 'device'
    | 'service'
  summary: string
  /** Whose credential it asks for; any other kind is `forbidden`. */
  caller: K
  body?: B
  query?: Q
  params?: P
  answer: A
  /** Status of success; 200 when absent. */
  status?: 200 | 201
  /** What it can refuse with, beside what every route of its kind can. */
  errors?: ErrorCode[]
  /** True where a credential is checked with no caller yet: a stricter limit for each address. */
  credential?: boolean
  /** True: not in /openapi.json. */
  hidden?: boolean
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
  limits: Limits
  metrics: Metrics
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of the API as it was written down. */
    apiRoutes: Route[]
  }
  interface FastifyContextConfig {
    /** Whose credential the route asks for. */
    caller?: CallerKind
  }
}

/** Adds one route to the app. */
export function addRoute<
  const K extends CallerKind,
  A extends z.ZodType,
  B extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  P extends z.ZodType | undefined = undefined,
>(tools: RouteTools, route: Route<K, B, Q, P, A>): void {
  const { app, ctx, authenticate, limits } = tools
  const plain = route as unknown as Route
  app.apiRoutes.push(plain)
  app.route({
    method: route.method,
    url: route.url,
    schema: schemaOf(plain),
    config: {
      caller: route.caller,
      ...(route.credential && {
        rateLimit: {
          max: ctx.settings.credentialRateLimit || Number.MAX_SAFE_INTEGER,
          groupId: 'credential',
        },
      }),
    },
    // Who calls is settled after the limits and before the body is read, so that a stranger costs no parsing.
    ...(route.caller !== 'anyone' && {
      preParsing: async (request) => {
        request.caller = await authenticate(request, route.caller as Caller['role'])
      },
    }),
    handler: async (request, reply) => {
      const act = () =>
        plain.act({
          caller: request.caller as never,
          body: request.body as never,
          query: request.query as never,
          params: request.params as never,
          request,
        })
      const answer = await (route.credential ? limits.countingWrong(request, act) : act())
      return reply.code(route.status ?? 200).send(answer)
    },
  })
}

const SECURITY: Record<Exclude<CallerKind, 'anyone'>, string> = {
  operator: 'operator',
  backend: 'backend',
  person: 'person',
  device: 'device',
}

function schemaOf(route: Route): FastifySchema {
  return {
    ...(route.hidden && { hide: true }),
    summary: route.summary,
    tags: [route.tag],
    security: route.caller === 'anyone' ? [] : [{ [SECURITY[route.caller]]: [] }],
    ...(route.body && { body: route.body }),
    ...(route.query && { querystring: route.query }),
    ...(route.params && { params: route.params }),
    response: {
      [route.status ?? 200]: {
        description: 'Done.',
        content: { 'application/json': { schema: route.answer } },
      },
      ...refusalsOf(route),
    },
  }
}

/** Every code that the route can answer, by HTTP status. */
export function codesOf(
  route: Pick<Route, 'method' | 'caller' | 'errors' | 'body' | 'query' | 'params'>,
): ErrorCode[] {
  const codes = new Set<ErrorCode>(['rate_limited', 'unavailable', 'internal', ...(route.errors ?? [])])
  if (route.caller !== 'anyone') codes.add('unauthenticated').add('forbidden')
  if (route.caller === 'person' || route.caller === 'device') codes.add('token_expired')
  if (route.body || route.query || route.params) codes.add('bad_request')
  if (route.method !== 'GET') codes.add('bad_request').add('payload_too_large').add('unsupported_media_type')
  return [...codes]
}

/** The part of the schema that tells the refusals, one entry for each HTTP status. */
export function refusalsOf(
  route: Pick<Route, 'method' | 'caller' | 'errors' | 'body' | 'query' | 'params'>,
): Record<number, unknown> {
  const byStatus = Map.groupBy(codesOf(route), (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${ERRORS[code].en}`).join('\n\n'),
        content: { 'application/json': { schema: ErrorAnswer } },
      },
    ]),
  )
}
