/** Frames: which is a request and which is refused before its fields are looked at, and how a refusal is written. */

import { CallgrantError, REQUESTS, type RequestType, type WireError } from '@callgrant/protocol'
import type { RawData } from 'ws'

/** A request with an id to reply to and a known type; its other fields are not checked yet. */
export interface Envelope {
  id: string | number
  type: RequestType
  fields: Record<string, unknown>
}

/** `fatal`: not one JSON object of text, which no client of the protocol sends, so the connection is closed. */
export type ReadFrame =
  | { kind: 'request'; envelope: Envelope }
  | { kind: 'refused'; id: string | number | null; error: CallgrantError; fatal: boolean }

const refused = (id: string | number | null, message: string, fatal = false): ReadFrame => ({
  kind: 'refused',
  id,
  error: new CallgrantError('bad_request', { message }),
  fatal,
})

export function readFrame(data: RawData, isBinary: boolean): ReadFrame {
  if (isBinary) return refused(null, 'Frames must be text, one JSON object each.', true)
  let message: unknown
  try {
    message = JSON.parse(String(data))
  } catch {
    return refused(null, 'The frame is not JSON.', true)
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    return refused(null, 'The frame is not a JSON object.', true)
  }
  const fields = message as Record<string, unknown>
  const { id, type } = fields
  if (!isId(id)) return refused(null, 'A request needs an id: 1 to 64 characters, or a whole number.')
  if (typeof type !== 'string' || !Object.hasOwn(REQUESTS, type)) {
    return refused(id, `There is no such request type. Known: ${Object.keys(REQUESTS).join(', ')}.`)
  }
  return { kind: 'request', envelope: { id, type: type as RequestType, fields } }
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' ? id.length >= 1 && id.length <= 64 : Number.isSafeInteger(id)
}

/** The frame that refuses a request; without an id to reply to, a notice. */
export function refusalFrame(id: string | number | null, error: WireError): object {
  return id === null ? { type: 'error', error } : { reply_to: id, ok: false, error }
}
