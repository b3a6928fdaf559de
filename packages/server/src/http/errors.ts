/** Turns whatever was thrown into the error answer of the API, `{error: WireError}`, in the client's language. */

import type { Duplex } from 'node:stream'
import { CallgrantError, type ErrorCode } from '@callgrant/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotReady } from '../transport/readiness.ts'
import { refuseConnection } from '../transport/refuse-connection.ts'
import { languageOf } from './accept-language.ts'

/** Fastify's own refusals, by its code. */
const FRAMEWORK: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported_media_type',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
}

/** The refusal for anything thrown; an unexpected error is `internal`, with the error as its cause. */
export function toRefusal(error: unknown): CallgrantError {
  if (error instanceof CallgrantError) return error
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown }
  const known = typeof code === 'string' ? FRAMEWORK[code] : undefined
  if (known) return new CallgrantError(known, { cause: error })
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    // The rest of Fastify's own: JSON that does not parse, a length that is no number, `__proto__` keys.
    return new CallgrantError('bad_request', {
      faults: [{ parameter: 'body', message: 'should be JSON that can be read' }],
      cause: error,
    })
  }
  return new CallgrantError('internal', { cause: error })
}

/** Answers with a refusal, already serialised, so that the schema of a route's answer is not applied to it. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: CallgrantError) {
  if (refusal.status === 401) reply.header('www-authenticate', challengeOf(request))
  if (refusal.retryAfter !== undefined) reply.header('retry-after', String(refusal.retryAfter))
  const error = refusal.toWire(languageOf(request))
  const body = refusal instanceof NotReady ? { error, parts: refusal.parts } : { error }
  return reply.code(refusal.status).type('application/json; charset=utf-8').send(JSON.stringify(body))
}

/** Answers what is not HTTP at all, or has too many headers: Fastify never sees a request of it. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  // Of a server that was itself stopped for a while, too: what it has not read yet is late then, and may be sent again.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    refuseConnection(socket, new CallgrantError('request_timeout'))
    return
  }
  const fault = { parameter: 'request', message: 'should be HTTP/1.1 with at most 16 KiB of headers' }
  refuseConnection(socket, new CallgrantError('bad_request', { faults: [fault] }))
}

/** The refusal for whatever a route threw; what is a fault of the server is logged. */
export function refusalFor(error: unknown, request: FastifyRequest): CallgrantError {
  const refusal = toRefusal(error)
  const { code, cause, status } = refusal
  if (code === 'internal') request.log.error({ err: cause }, 'a request failed')
  else if (status >= 500) request.log.warn({ err: cause, code }, 'a request failed')
  return refusal
}

/** Makes every error of the app, and every unknown address, answer in this form. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendRefusal(request, reply, refusalFor(error, request)))
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, () => {
    throw new CallgrantError('not_found')
  })
}

function challengeOf(request: FastifyRequest): string {
  return request.routeOptions.config.caller === 'backend'
    ? 'Basic realm="callgrant", charset="UTF-8"'
    : 'Bearer realm="callgrant"'
}
