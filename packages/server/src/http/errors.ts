/** Turns whatever was thrown into the one error answer, `{error: WireError}`, in the client's language. */

import type { Duplex } from 'node:stream'
import { CallgrantError, type ErrorCode } from '@callgrant/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { languageOf } from './language.ts'

/** Fastify's own refusals, by its code. */
const FRAMEWORK: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported_media_type',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
}

/** The refusal for anything thrown; what nobody foresaw is `internal`, with the error as its cause. */
export function toRefusal(error: unknown): CallgrantError {
  if (error instanceof CallgrantError) return error
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown }
  const known = typeof code === 'string' ? FRAMEWORK[code] : undefined
  if (known) return new CallgrantError(known, { cause: error })
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    // What is left of the framework's own: JSON that does not parse, a length that is no number, `__proto__` keys.
    return new CallgrantError('bad_request', {
      faults: [{ parameter: 'body', message: 'should be JSON that can be read' }],
      cause: error,
    })
  }
  return new CallgrantError('internal', { cause: error })
}

/** Answers with a refusal. Already written as text, so that no route's schema can turn it into another error. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: CallgrantError) {
  if (refusal.status === 401) reply.header('www-authenticate', challengeOf(request))
  if (refusal.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter))
  const error = refusal.toWire(languageOf(request.headers['accept-language']))
  return reply.code(refusal.status).type('application/json; charset=utf-8').send(JSON.stringify({ error }))
}

/** Answers what is no HTTP at all, or has headers past all measure, before Fastify ever sees a request. */
export function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const fault = { parameter: 'request', message: 'should be HTTP/1.1 with at most 16 KiB of headers' }
  const body = JSON.stringify({ error: new CallgrantError('bad_request', { faults: [fault] }).toWire() })
  const head = [
    'HTTP/1.1 400 Bad Request',
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Makes every error of the app, and every address that is not there, answer in the one shape. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = toRefusal(error)
    if (refusal.code === 'internal') request.log.error({ err: refusal.cause }, 'a request failed')
    else if (refusal.status >= 500)
      request.log.warn({ err: refusal.cause, code: refusal.code }, 'a request failed')
    return sendRefusal(request, reply, refusal)
  })
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, () => {
    throw new CallgrantError('not_found')
  })
}

function challengeOf(request: FastifyRequest): string {
  return request.routeOptions.config.caller === 'backend'
    ? 'Basic realm="callgrant", charset="UTF-8"'
    : 'Bearer realm="callgrant"'
}
