/** Reads what a client of WeChat's posts: JSON, whatever its content type says. */

import { WechatRefusal } from './refusal.ts'

/**
 * The object that was posted. A byte order mark before it is passed over, and a field that is null counts as missing:
 * clients of typed languages send what nobody set as null.
 * @throws WechatRefusal 44002 for nothing, 47001 for anything but one JSON object, with what it is instead
 */
export function readObject(body: unknown): object {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new WechatRefusal(44002)
  const text = utf8(body)
  if (text.trim() === '') throw new WechatRefusal(44002)
  const value = parse(text)
  if (typeof value === 'string') {
    throw new WechatRefusal(
      47001,
      'the body is JSON that was turned into a string once more; send the object itself',
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WechatRefusal(47001, 'the body should be one JSON object')
  }
  return value
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (error) {
    throw new WechatRefusal(47001, 'the body is not UTF-8', { cause: error })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value) => (value === null ? undefined : value))
  } catch (error) {
    throw new WechatRefusal(47001, notJson(text), { cause: error })
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
