/**
 * How a call of WeChat's host is written down: beside what every route has, the numbers that it can refuse with. The
 * checks, WeChat's numbers for what is wrong, and the entry in /openapi.json are made from it.
 */

import { HTTP_CODES } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest, FastifySchema, HTTPMethods } from 'fastify'
import { z } from 'zod'
import {
  type BaseRoute,
  type OptionalSchema,
  type RouteTools,
  requestSchema,
  routeOptions,
} from '../route.ts'
import { AccessTokenQuery, createTokenAuthenticate } from './access-token.ts'
import { WECHAT_CODES } from './codes.ts'
import { type Renumbered, refusalOf, sendRefused, sendWechat, WechatRefusal } from './refusal.ts'

/** `backend`: the holder of an access token; `anyone`: who sends appid and secret with the call. */
export type WechatCaller = 'backend' | 'anyone'

/**
 * A body or a query is an object; fields that its schema does not name are ignored, so use `z.object` and not
 * `z.strictObject`. The act throws a `CallgrantError`, which is given WeChat's number, or a `WechatRefusal`.
 */
export interface WechatRoute<
  K extends WechatCaller = WechatCaller,
  B extends OptionalSchema = OptionalSchema,
  Q extends OptionalSchema = OptionalSchema,
  A extends z.ZodObject = z.ZodObject,
> extends BaseRoute<K, B, Q, undefined, A> {
  method: 'GET' | 'POST'
  /** True where WeChat's good answer has no `errcode` 0 and `errmsg` "ok" beside the fields of `answer`. */
  bare?: boolean
  /** Of the answer, where it is not JSON's. */
  contentType?: string
  /** Numbers that it can refuse with, beside those of every call; for the document. */
  errcodes: number[]
  /** A request and what it is answered beside `errcode` and `errmsg`; for the document. */
  example?: { body?: object; answer: object }
  /** Codes of ours for which this call has another number than `WECHAT_CODES`. */
  renumbered?: Renumbered
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every call of WeChat's host as it was written down. */
    wechatRoutes: WechatRoute[]
  }
}

/**
 * Adds one call of WeChat's host. In this order: the access token (41001, 40014, 40001, 42001), the method (43001,
 * 43002), the body (44002, 47001), the act. Every answer is HTTP 200; `errmsg` says what is wrong and what to do.
 *
 * @param tools those that `addWechatRoutes` hands out: of an app that reads bodies and refuses as WeChat's host does
 */
export function addWechatRoute<
  const K extends WechatCaller,
  A extends z.ZodObject,
  B extends OptionalSchema = undefined,
  Q extends OptionalSchema = undefined,
>(tools: RouteTools, route: WechatRoute<K, B, Q, A>): void {
  const { app, metrics } = tools
  const added = route as unknown as WechatRoute
  const { url, method } = added
  app.wechatRoutes.push(added)
  const options = {
    ...routeOptions(tools, added as unknown as BaseRoute, {
      schema: schemaOf(added),
      authenticate: createTokenAuthenticate(tools),
      send: (reply, answer) => {
        metrics.wechat(url, 0)
        return sendWechat(reply, added.bare ? answer : { ...OK, ...answer }, added.contentType)
      },
    }),
    errorHandler: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const refusal = refusalOf(error, request, added.renumbered)
      metrics.wechat(url, refusal.errcode)
      return sendRefused(refusal, request, reply)
    },
  }
  // HEAD is another method: it must make no token and use up no code.
  app.route({ ...options, exposeHeadRoute: false })
  app.route({
    ...options,
    method: METHODS.filter((other) => other !== method),
    schema: { hide: true },
    handler: async () => {
      throw new WechatRefusal(method === 'GET' ? HTTP_CODES.GET_REQUIRED : HTTP_CODES.POST_REQUIRED)
    },
  })
}

const METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
const OK = { errcode: 0, errmsg: 'ok' } as const
const TOKEN_CODES = [
  HTTP_CODES.INVALID_CREDENTIAL,
  HTTP_CODES.INVALID_ACCESS_TOKEN,
  HTTP_CODES.ACCESS_TOKEN_MISSING,
  HTTP_CODES.ACCESS_TOKEN_EXPIRED,
]
const BODY_CODES = [HTTP_CODES.EMPTY_BODY, HTTP_CODES.CONTENT_TOO_LONG, HTTP_CODES.DATA_FORMAT_ERROR]

/** Every number that the call can refuse with, in order. */
export function errcodesOf(route: Pick<WechatRoute, 'caller' | 'body' | 'errcodes' | 'method'>): number[] {
  const codes = new Set([
    -1,
    HTTP_CODES.MINUTE_QUOTA_REACHED,
    route.method === 'GET' ? HTTP_CODES.GET_REQUIRED : HTTP_CODES.POST_REQUIRED,
    ...route.errcodes,
  ])
  if (route.caller === 'backend') for (const code of TOKEN_CODES) codes.add(code)
  if (route.body) for (const code of BODY_CODES) codes.add(code)
  return [...codes].sort((a, b) => a - b)
}

const Refused = z
  .object({
    errcode: z
      .number()
      .int()
      .meta({ examples: [HTTP_CODES.INVALID_CREDENTIAL] }),
    errmsg: z.string().meta({
      description: 'WeChat’s words, then what is wrong and what to do, then the id of the request',
      examples: ['access_token expired: get a new one from /cgi-bin/stable_token rid: 6193f6f0'],
    }),
  })
  .meta({ description: 'A refusal; HTTP 200 all the same' })

function schemaOf(route: WechatRoute): FastifySchema {
  const { summary, body, query, example, bare } = route
  const good = z.object({
    ...(!bare && { errcode: z.literal(0), errmsg: z.literal('ok') }),
    ...route.answer.shape,
  })
  const codes = errcodesOf(route).map((code) => `\`${code}\` ${WECHAT_CODES[code]?.errmsg ?? ''}`)
  return {
    ...requestSchema({
      summary,
      body: body && example?.body ? body.meta({ examples: [example.body] }) : body,
      query:
        route.caller === 'backend' ? AccessTokenQuery.extend((query as z.ZodObject)?.shape ?? {}) : query,
    }),
    tags: ['wechat'],
    security: [],
    response: {
      200: {
        description: `\`errcode\`: ${codes.join('; ')}.`,
        content: {
          'application/json': {
            schema: z.union([
              example ? good.meta({ examples: [{ ...(!bare && OK), ...example.answer }] }) : good,
              Refused,
            ]),
          },
        },
      },
    },
  }
}
