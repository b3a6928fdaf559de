/** What a call of WeChat's refuses with: a number, WeChat's words for it, and what to do. */

import type { CallgrantError } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { toRefusal } from '../errors.ts'
import { errcodeOf, WECHAT_CODES } from './codes.ts'

/** Throw it in a route of WeChat's surface; acts throw `CallgrantError`, which is turned into one. */
export class WechatRefusal extends Error {
  readonly errcode: number
  readonly retryAfter: number | undefined

  /**
   * @param errcode one of `WECHAT_CODES`
   * @param words what is wrong and what to do, in the place of the table's
   */
  constructor(errcode: number, words?: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    const row = WECHAT_CODES[errcode]
    super([row?.errmsg, words ?? row?.todo].filter(Boolean).join(': '), { cause: options.cause })
    this.name = 'WechatRefusal'
    this.errcode = errcode
    this.retryAfter = options.retryAfter
  }
}

/** Codes of ours that one route answers with another number than the table's. */
export type Renumbered = Readonly<Record<string, number>>

/** The refusal for one of ours. */
function toWechat(refusal: CallgrantError, renumbered: Renumbered = {}): WechatRefusal {
  const errcode = renumbered[refusal.code] ?? errcodeOf(refusal.code)
  return new WechatRefusal(errcode, wordsOf(refusal, errcode), {
    ...(refusal.retryAfter !== undefined && { retryAfter: refusal.retryAfter }),
  })
}

function wordsOf(refusal: CallgrantError, errcode: number): string | undefined {
  if (refusal.faults) {
    return refusal.faults.map(({ parameter, message }) => `${parameter} ${message}`).join('; ')
  }
  const row = WECHAT_CODES[errcode]
  return refusal.particular || row === undefined || row.particular ? refusal.message : undefined
}

/** The refusal for whatever was thrown; what is a fault of the server is logged. */
export function refusalOf(error: unknown, request: FastifyRequest, renumbered?: Renumbered): WechatRefusal {
  if (error instanceof WechatRefusal) return error
  const refusal = toRefusal(error)
  const { code, cause, status } = refusal
  if (code === 'internal') request.log.error({ err: cause }, 'a request failed')
  else if (status >= 500) request.log.warn({ err: cause, code }, 'a request failed')
  return toWechat(refusal, renumbered)
}

/** Answers as WeChat's host does: HTTP 200, and the request's id at the end of the words. */
export function sendRefused(refusal: WechatRefusal, request: FastifyRequest, reply: FastifyReply) {
  const { errcode, message, retryAfter } = refusal
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  request.log.debug({ route: request.routeOptions.url, errcode }, 'refused')
  return sendWechat(reply, { errcode, errmsg: `${message} rid: ${request.id}` })
}

/** Sends an answer as text, so that no serializer can turn it into another. */
export function sendWechat(reply: FastifyReply, answer: object, type = 'application/json; charset=utf-8') {
  return reply.code(200).type(type).send(JSON.stringify(answer))
}
