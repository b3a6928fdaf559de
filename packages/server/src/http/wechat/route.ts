/**
 * How a call of WeChat's host is written down: one object says who may call it, what it takes and what it answers.
 * The checks, WeChat's numbers for what is wrong, and the entry in /openapi.json are made from it.
 */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { z } from 'zod'
import type { Caller, Context } from '../../acts/context.ts'
import { authenticateAccessToken } from '../../acts/wechat/authenticate-access-token.ts'
import { parseOrRefuse } from '../../domain/faults.ts'
import type { RouteTools } from '../route.ts'
import { readObject } from './body.ts'
import { WECHAT_CODES } from './codes.ts'
import { type Renumbered, refusalOf, sendRefused, sendWechat, WechatRefusal } from './refusal.ts'

/** Who a call is for: the holder of an access token, or anyone (who then sends appid and secret). */
export type WechatAccess = 'access_token' | 'secret'
type CallerOf<K extends WechatAccess> = K extends 'access_token' ? Extract<Caller, { role: 'backend' }> : null
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

export interface WechatRoute<
  K extends WechatAccess = WechatAccess,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  Q extends z.ZodType | undefined = z.ZodType | undefined,
  A extends z.ZodObject = z.ZodObject,
> {
  method: 'GET' | 'POST'
  url: string
  summary: string
  access: K
  /** What is posted, as JSON. Fields that it does not name are passed over: use `z.object`, not `z.strictObject`. */
  body?: B
  /** Parameters in the query, beside `access_token`. One given twice counts once: the first. */
  query?: Q
  /** The answer beside `errcode` 0 and `errmsg` "ok". */
  answer: A
  /** True where WeChat's good answer has no `errcode` and `errmsg`. */
  bare?: boolean
  /** Where it is not JSON's. */
  contentType?: string
  /** Numbers that it can refuse with, beside those of every call; for the document. */
  errcodes: number[]
  /** A request and what it is answered beside `errcode` and `errmsg`; for the document. */
  example?: { body?: object; answer: object }
  /** Codes of ours for which this call has another number than `WECHAT_CODES`. */
  renumbered?: Renumbered
  /** Throw a `CallgrantError` (it is given WeChat's number) or a `WechatRefusal`. */
  act(input: {
    caller: CallerOf<K>
    body: Parsed<B>
    query: Parsed<Q>
    request: FastifyRequest
  }): Promise<z.input<A>>
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every call of WeChat's host as it was written down. */
    wechatRoutes: WechatRoute[]
  }
}

const TOKEN_CODES = [40001, 40014, 41001, 42001]
const BODY_CODES = [44002, 45002, 47001]

/** Every number that the call can refuse with, in order. */
export function errcodesOf(route: Pick<WechatRoute, 'access' | 'body' | 'errcodes' | 'method'>): number[] {
  const codes = new Set([-1, 45011, route.method === 'GET' ? 43001 : 43002, ...route.errcodes])
  if (route.access === 'access_token') for (const code of TOKEN_CODES) codes.add(code)
  if (route.body) for (const code of BODY_CODES) codes.add(code)
  return [...codes].sort((a, b) => a - b)
}

/**
 * Adds one call of WeChat's host. In this order: the access token (41001, 40014, 40001, 42001), the method (43001,
 * 43002), the body (44002, 47001), the act. Every answer is HTTP 200; `errmsg` says what is wrong and what to do.
 *
 * @param tools those that `addWechatRoutes` hands out: of an app that reads any body as bytes
 */
export function addWechatRoute<
  const K extends WechatAccess,
  A extends z.ZodObject,
  B extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
>(tools: RouteTools, route: WechatRoute<K, B, Q, A>): void {
  const { app, ctx, limits, metrics } = tools
  const plain = route as unknown as WechatRoute
  app.wechatRoutes.push(plain)
  const shared = {
    url: plain.url,
    config: {
      ...(plain.access === 'secret' && {
        rateLimit: {
          max: ctx.settings.credentialRateLimit || Number.MAX_SAFE_INTEGER,
          groupId: 'credential',
        },
      }),
    },
    // Who calls is settled after the limits and before the body is read, so that a stranger costs no parsing.
    preParsing: async (request: FastifyRequest) => {
      if (plain.access === 'access_token') {
        const token = accessTokenOf(request)
        request.caller = await limits.countingWrong(request, () => holderOf(ctx, token))
      }
      // Clients send JSON with any content type, or a broken one: none of them is to be believed.
      if (request.headers['content-type'] !== undefined) request.headers['content-type'] = 'text/plain'
    },
    errorHandler: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const refusal = refusalOf(error, request, plain.renumbered)
      metrics.wechat(plain.url, refusal.errcode)
      return sendRefused(refusal, request, reply)
    },
  }
  app.route({
    ...shared,
    method: plain.method,
    // HEAD is another method: it must make no token and use up no code.
    exposeHeadRoute: false,
    schema: schemaOf(plain),
    handler: async (request, reply) => {
      const act = () =>
        plain.act({
          caller: request.caller as never,
          body: (plain.body && parseOrRefuse(plain.body, readObject(request.body))) as never,
          query: (plain.query && parseOrRefuse(plain.query, firstOfEach(request.query), 'query')) as never,
          request,
        })
      const answer = await (plain.access === 'secret' ? limits.countingWrong(request, act) : act())
      metrics.wechat(plain.url, 0)
      const whole = plain.bare ? answer : { errcode: 0, errmsg: 'ok', ...answer }
      return sendWechat(reply, whole, plain.contentType)
    },
  })
  app.route({
    ...shared,
    method: OTHER_METHODS.filter((method) => method !== plain.method),
    schema: { hide: true },
    handler: async () => {
      throw new WechatRefusal(plain.method === 'GET' ? 43001 : 43002)
    },
  })
}

const OTHER_METHODS: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** @throws CallgrantError; WechatRefusal 40014 for a token of ours that is for something else, 40001 for a replaced one */
async function holderOf(ctx: Context, token: string): Promise<Caller> {
  try {
    const holder = await authenticateAccessToken(ctx, token)
    if (holder) return holder
    throw new WechatRefusal(40001, 'a newer one has replaced it; get one from /cgi-bin/stable_token')
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'forbidden') throw new WechatRefusal(40014)
    throw error
  }
}

/** The token from the query. @throws WechatRefusal 41001, with where it was looked for and where it was found */
function accessTokenOf(request: FastifyRequest): string {
  const { access_token: token } = firstOfEach(request.query)
  if (typeof token === 'string' && token !== '') return token
  const { authorization, 'access-token': header, access_token: other } = request.headers
  if (authorization ?? header ?? other) {
    throw new WechatRefusal(
      41001,
      'a token in a header is not looked at; put it into the query: ?access_token=ACCESS_TOKEN',
    )
  }
  throw new WechatRefusal(
    41001,
    'put it into the query, ?access_token=ACCESS_TOKEN; one in the body is not looked at',
  )
}

function firstOfEach(query: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query as object).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}

const Refused = z
  .object({
    errcode: z
      .number()
      .int()
      .meta({ examples: [40001] }),
    errmsg: z.string().meta({
      description: 'WeChat’s words, then what is wrong and what to do, then the id of the request',
      examples: ['access_token expired: get a new one from /cgi-bin/stable_token rid: 6193f6f0'],
    }),
  })
  .meta({ description: 'A refusal; HTTP 200 all the same' })
const AccessToken = z.object({
  access_token: z.string().meta({ description: 'From /cgi-bin/stable_token or /cgi-bin/token' }),
})

function schemaOf(route: WechatRoute) {
  const { body, example } = route
  const good = route.bare
    ? z.object(route.answer.shape)
    : z.object({ errcode: z.literal(0), errmsg: z.literal('ok'), ...route.answer.shape })
  const goodExample = example && { ...(!route.bare && { errcode: 0, errmsg: 'ok' }), ...example.answer }
  const query =
    route.access === 'access_token'
      ? AccessToken.extend((route.query as z.ZodObject)?.shape ?? {})
      : route.query
  const codes = errcodesOf(route).map((code) => `\`${code}\` ${WECHAT_CODES[code]?.errmsg ?? ''}`)
  return {
    summary: route.summary,
    tags: ['wechat'],
    security: [],
    ...(body && { body: example?.body ? body.meta({ examples: [example.body] }) : body }),
    ...(query && { querystring: query }),
    response: {
      200: {
        description: `\`errcode\`: ${codes.join('; ')}.`,
        content: {
          'application/json': {
            schema: z.union([goodExample ? good.meta({ examples: [goodExample] }) : good, Refused]),
          },
        },
      },
    },
  }
}
