/**
 * Reads requests as WeChat's host does: the body is JSON, whatever its content type says, and a parameter of the query
 * that is given twice counts once.
 */

import { HTTP_CODES } from '@callgrant/protocol'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { parseOrRefuse } from '../../transport/parse.ts'
import { WechatRefusal } from './refusal.ts'

/** Makes every route of this app read its requests so. */
export function readAsWechat(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('preParsing', async ({ headers }) => {
    // Clients send JSON with any content type, or a malformed one, so it says nothing.
    if (headers['content-type'] !== undefined) headers['content-type'] = 'text/plain'
  })
  app.setValidatorCompiler(validator)
}

const validator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) =>
  httpPart === 'body'
    ? (body) => ({ value: parseOrRefuse(schema, readObject(body)) })
    : (query) => ({ value: parseOrRefuse(schema, firstOfEach(query), 'query') })

/** The parameters of a query, of one that is given several times the first. */
export function firstOfEach(query: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query as object).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}

/**
 * The object that was posted. A byte order mark is ignored, and a field that is null counts as missing: clients in typed
 * languages send fields that are not set as null.
 * @throws WechatRefusal 44002 for an empty body, 47001 for anything but one JSON object, saying what it is instead
 */
function readObject(body: unknown): object {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new WechatRefusal(HTTP_CODES.EMPTY_BODY)
  const text = utf8(body)
  if (text.trim() === '') throw new WechatRefusal(HTTP_CODES.EMPTY_BODY)
  const value = parse(text)
  if (typeof value === 'string') {
    throw new WechatRefusal(
      HTTP_CODES.DATA_FORMAT_ERROR,
      'the body is JSON that was turned into a string once more; send the object itself',
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WechatRefusal(HTTP_CODES.DATA_FORMAT_ERROR, 'the body should be one JSON object')
  }
  return value
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw new WechatRefusal(HTTP_CODES.DATA_FORMAT_ERROR, 'the body is not UTF-8', { cause: error })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) => (value === null ? undefined : value))
  } catch (error) {
    throw new WechatRefusal(HTTP_CODES.DATA_FORMAT_ERROR, notJson(text), { cause: error })
  }
}

function notJson(text: string): string {
  if (/^\s*[\w.[\]%-]+=/.test(text)) {
    return 'the body is a form; send one JSON object as text, such as {"sn":"SN","model_id":"MODEL_ID"}'
  }
  if (text.startsWith('--')) return 'the body is a multipart form; send one JSON object as text'
  if (/^\s*</.test(text)) return 'the body is XML; send one JSON object'
  return 'the body is no JSON that can be read; send one JSON object as text, such as {"sn":"SN","model_id":"MODEL_ID"}'
}
