/**
 * How a route of `/v1` is written down: beside what every route has, its tag and the codes that it can refuse with.
 * From it come the checks, the types and /openapi.json.
 */

import { ERRORS, ErrorAnswer, type ErrorCode } from '@callgrant/protocol'
import { SENTENCES } from '@callgrant/protocol/errors/sentences'
import type { FastifySchema } from 'fastify'
import type { z } from 'zod'
import { compiledSerializer } from '../compiled-serializer.ts'
import { errorUrl } from '../docs/errors-page.ts'
import {
  type BaseRoute,
  type CallerKind,
  type OptionalSchema,
  type RouteTools,
  requestSchema,
  routeOptions,
} from '../route.ts'

export interface Route<
  K extends CallerKind = CallerKind,
  B extends OptionalSchema = OptionalSchema,
  Q extends OptionalSchema = OptionalSchema,
  P extends OptionalSchema = OptionalSchema,
  A extends z.ZodType = z.ZodType,
> extends BaseRoute<K, B, Q, P, A> {
  tag:
    | 'operator'
    | 'app'
    | 'devices'
    | 'groups'
    | 'authorizations'
    | 'people'
    | 'calls'
    | 'webhooks'
    | 'person'
    | 'device'
    | 'service'
  /** What the summary leaves out, in Markdown. */
  description?: string
  /** Status of success; 200 when absent. */
  status?: 200 | 201
  /** Type of the answer, where it is a text and not JSON. */
  contentType?: 'text/html; charset=utf-8'
  /** What it can refuse with, beside what every route of its kind can. */
  errors?: ErrorCode[]
  /** True where it is asked often: see ../compiled-serializer.ts. */
  hot?: boolean
  /** True: not in /openapi.json. */
  hidden?: boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of the API as it was written down. */
    apiRoutes: Route[]
  }
}

/** Adds one route to the app. */
export function addRoute<
  const K extends CallerKind,
  A extends z.ZodType,
  B extends OptionalSchema = undefined,
  Q extends OptionalSchema = undefined,
  P extends OptionalSchema = undefined,
>(tools: RouteTools, route: Route<K, B, Q, P, A>): void {
  const added = route as unknown as Route
  tools.app.apiRoutes.push(added)
  const options = routeOptions(tools, added, {
    schema: schemaOf(added),
    authenticate: tools.authenticate,
    send: (reply, answer) => {
      if (added.contentType) reply.type(added.contentType)
      return reply.code(added.status ?? 200).send(answer)
    },
  })
  tools.app.route({ ...options, ...(added.hot && { serializerCompiler: compiledSerializer }) })
}

function schemaOf(route: Route): FastifySchema {
  return {
    ...requestSchema(route),
    ...(route.hidden && { hide: true }),
    ...(route.description !== undefined && { description: route.description }),
    tags: [route.tag],
    // The schemes of security are named as the kinds of callers.
    security: route.caller === 'anyone' ? [] : [{ [route.caller]: [] }],
    response: {
      [route.status ?? 200]: {
        description: 'Done.',
        content: { [route.contentType?.split(';')[0] ?? 'application/json']: { schema: route.answer } },
      },
      ...refusalsOf(route),
    },
  }
}

type Refusing = Pick<Route, 'method' | 'caller' | 'errors' | 'body' | 'query' | 'params'>

const FROM_ANY_ROUTE = ['request_timeout', 'rate_limited', 'unavailable', 'internal'] as const

/** Every code that the route can answer. */
export function codesOf(route: Refusing): ErrorCode[] {
  const codes = new Set<ErrorCode>([...FROM_ANY_ROUTE, ...(route.errors ?? [])])
  if (route.caller !== 'anyone') codes.add('unauthenticated').add('forbidden')
  if (route.caller === 'person' || route.caller === 'device') codes.add('token_expired')
  if (route.body || route.query || route.params) codes.add('bad_request')
  if (route.method !== 'GET') codes.add('bad_request').add('payload_too_large').add('unsupported_media_type')
  return [...codes]
}

/** The refusals of a route for /openapi.json, one entry for each HTTP status. */
export function refusalsOf(route: Refusing): Record<number, unknown> {
  const byStatus = Map.groupBy(codesOf(route), (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes
          .map((code) => `[\`${code}\`](${errorUrl(code)}): ${SENTENCES.en[code]}`)
          .join('\n\n'),
        content: { 'application/json': { schema: ErrorAnswer } },
      },
    ]),
  )
}
