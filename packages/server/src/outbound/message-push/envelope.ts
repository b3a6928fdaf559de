/**
 * WeChat's message push in safe mode, as pure functions: signatures, encryption with an EncodingAESKey, and the two
 * written forms, JSON and XML. What a back end written for WeChat's own pushes reads and answers.
 */

import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { XMLBuilder, XMLParser } from 'fast-xml-parser'

export type PushFormat = 'json' | 'xml'

/** What both ends know. */
export interface PushSecrets {
  /** For signatures. */
  token: string
  /** EncodingAESKey: 43 letters and digits, which are 32 bytes in base64 without its `=`. */
  aesKey: string
}

/** PKCS#7 to this many bytes, and not to AES's own 16. */
const BLOCK = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

/** SHA-1 in hex over the parts, sorted and joined: WeChat's signature of anything. */
export function pushSignature(...parts: string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex')
}

/** 16 random bytes, the length of the text in 4 bytes, the text, the appid; padded; AES-256-CBC; base64. */
export function encryptPush(secrets: PushSecrets, text: string, appid: string): string {
  const body = Buffer.from(text)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(body.length)
  const plain = Buffer.concat([randomBytes(RANDOM_BYTES), length, body, Buffer.from(appid)])
  const padding = BLOCK - (plain.length % BLOCK)
  const key = keyOf(secrets)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)])
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

/** @returns the text that was encrypted for this app; null when it was not, or not with this key */
export function decryptPush(secrets: PushSecrets, encrypted: string, appid: string): string | null {
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) return null
  const key = keyOf(secrets)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()])
  const padding = padded.at(-1) ?? 0
  const plain = padded.subarray(0, padded.length - padding)
  const start = RANDOM_BYTES + LENGTH_BYTES
  if (padding < 1 || padding > BLOCK || plain.length < start) return null
  const end = start + plain.readUInt32BE(RANDOM_BYTES)
  if (end > plain.length || plain.toString('utf8', end) !== appid) return null
  return plain.toString('utf8', start, end)
}

/** Fields as JSON, or as WeChat's XML: strings as CDATA, numbers bare. */
export function writePush(format: PushFormat, fields: Record<string, string | number>): string {
  if (format === 'json') return JSON.stringify(fields)
  const parts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : { [CDATA]: cdata(value) },
  ])
  return BUILDER.build({ xml: Object.fromEntries(parts) })
}

/** The fields of an answer, JSON or XML, whichever it is; null when it is neither. Values are texts or numbers. */
export function readPush(text: string): Record<string, unknown> | null {
  const trimmed = text.trim()
  try {
    const found: unknown = trimmed.startsWith('<') ? PARSER.parse(trimmed, true)?.xml : JSON.parse(trimmed)
    return typeof found === 'object' && found !== null && !Array.isArray(found)
      ? (found as Record<string, unknown>)
      : null
  } catch {
    return null // neither form: the caller says so, with the status
  }
}

/** The fields of an answer that may be encrypted. @returns null when it cannot be read, or is signed by somebody else */
export function openPush(secrets: PushSecrets, text: string, appid: string): Record<string, unknown> | null {
  const outer = readPush(text)
  const encrypted = outer?.Encrypt
  if (typeof encrypted !== 'string') return outer
  const { MsgSignature, TimeStamp, Nonce } = outer as Record<string, unknown>
  const expected = pushSignature(secrets.token, String(TimeStamp), String(Nonce), encrypted)
  if (typeof MsgSignature !== 'string' || !same(MsgSignature, expected)) return null
  const inner = decryptPush(secrets, encrypted, appid)
  return inner === null ? null : readPush(inner)
}

const CDATA = '#cdata'
const BUILDER = new XMLBuilder({ cdataPropName: CDATA, suppressEmptyNode: false })
/** Values stay texts, and no entity is ever expanded: an answer is a number and a sentence. */
const PARSER = new XMLParser({ ignoreAttributes: true, parseTagValue: false, processEntities: false })

/** What XML 1.0 cannot say is replaced; the builder itself sees to `]]>`. */
function cdata(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML has no way to write
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd').toWellFormed()
}

function keyOf({ aesKey }: PushSecrets): Buffer {
  return Buffer.from(`${aesKey}=`, 'base64')
}

function same(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)]
  return one.length === two.length && timingSafeEqual(one, two)
}
