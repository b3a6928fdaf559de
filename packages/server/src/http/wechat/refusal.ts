/** How a call of WeChat's HTTP host refuses: a number, WeChat's words for it, and what to do. */

import type { CallgrantError } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refusalFor } from '../errors.ts'
import { errcodeOf, WECHAT_CODES } from './codes.ts'

/** Routes of WeChat's host throw it; a `CallgrantError` that an act throws is turned into one. */
export class WechatRefusal extends Error {
  readonly errcode: number
  readonly retryAfter: number | undefined

  /**
   * @param errcode one of `WECHAT_CODES`
   * @param words what is wrong and what to do, in the place of the table's
   */
  constructor(errcode: number, words?: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    const row = WECHAT_CODES[errcode]
    const [begin, rest] = [row?.errmsg ?? '', words ?? row?.todo ?? '']
    // WeChat's words stand at the beginning, and once.
    super(rest.startsWith(begin) ? rest : `${begin}: ${rest}`, { cause: options.cause })
    this.name = 'WechatRefusal'
    this.errcode = errcode
    this.retryAfter = options.retryAfter
  }
}

/** Codes of Callgrant that one route answers with another number than the table's. */
export type Renumbered = Readonly<Record<string, number>>

/** A refusal of Callgrant in WeChat's form. */
function toWechat(refusal: CallgrantError, renumbered: Renumbered = {}): WechatRefusal {
  const errcode = renumbered[refusal.code] ?? errcodeOf(refusal.code)
  return new WechatRefusal(errcode, wordsOf(refusal, errcode), {
    ...(refusal.retryAfter !== undefined && { retryAfter: refusal.retryAfter }),
  })
}

/** What to do where the person authorized a group that the device is not in. */
const PUT_INTO_GROUP =
  'put the device into that group with /wxa/business/group/adddevice, or ask the person for the device itself'

function wordsOf(refusal: CallgrantError, errcode: number): string | undefined {
  if (refusal.faults) {
    return refusal.faults.map(({ parameter, message }) => `${parameter} ${message}`).join('; ')
  }
  const row = WECHAT_CODES[errcode]
  if (row?.sentence === 'before' && refusal.particular) {
    const todo = refusal.notInGroup === undefined ? row.todo : PUT_INTO_GROUP
    return `${refusal.message}; ${todo}`
  }
  return refusal.particular || row === undefined || row.sentence === 'instead' ? refusal.message : undefined
}

/** The refusal for anything thrown; a fault of the server is logged. */
export function refusalOf(error: unknown, request: FastifyRequest, renumbered?: Renumbered): WechatRefusal {
  if (error instanceof WechatRefusal) return error
  return toWechat(refusalFor(error, request), renumbered)
}

/** Answers as WeChat's host does: HTTP 200, with the request's id at the end of `errmsg`. */
export function sendRefused(refusal: WechatRefusal, request: FastifyRequest, reply: FastifyReply) {
  const { errcode, message, retryAfter } = refusal
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  request.log.debug({ route: request.routeOptions.url, errcode }, 'refused')
  return sendWechat(reply, { errcode, errmsg: `${message} rid: ${request.id}` })
}

/** Sends an answer as text, so that no serializer changes it. */
export function sendWechat(reply: FastifyReply, answer: object, type = 'application/json; charset=utf-8') {
  return reply.code(200).type(type).send(JSON.stringify(answer))
}
