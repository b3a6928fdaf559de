/** The encodings of WeChat's file functions: text to bytes and back. */

import { fault } from './faults.ts'

/** Names of WeChat's, and which of the five ways each is. */
const WAYS: Readonly<Record<string, 'utf8' | 'latin1' | 'utf16' | 'base64' | 'hex'>> = {
  utf8: 'utf8',
  'utf-8': 'utf8',
  ascii: 'latin1',
  binary: 'latin1',
  latin1: 'latin1',
  ucs2: 'utf16',
  'ucs-2': 'utf16',
  utf16le: 'utf16',
  'utf-16le': 'utf16',
  base64: 'base64',
  hex: 'hex',
}

/** @throws Refused for an encoding that there is not */
function wayOf(encoding: string) {
  const way = WAYS[String(encoding).toLowerCase()]
  if (!way) throw fault('INVALID', `: invalid encoding "${encoding}"`)
  return way
}

/** @throws Refused when the text is not of this encoding */
export function encodeText(text: string, encoding = 'utf8'): Uint8Array {
  switch (wayOf(encoding)) {
    case 'utf8':
      return new TextEncoder().encode(text)
    case 'latin1':
      return Uint8Array.from(text, (char) => char.charCodeAt(0))
    case 'utf16': {
      const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
      return new Uint8Array(units.buffer)
    }
    case 'base64':
      if (!/^[\w+/-]*={0,2}\s*$/.test(text)) throw fault('BASE64')
      return Uint8Array.from(atob(text.trim().replace(/-/g, '+').replace(/_/g, '/')), (char) =>
        char.charCodeAt(0),
      )
    case 'hex':
      return Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16))
  }
}

/** @throws Refused for an encoding that there is not */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  switch (wayOf(encoding)) {
    case 'utf8':
      return new TextDecoder().decode(bytes)
    case 'latin1':
      return charsOf(bytes)
    case 'utf16':
      return new TextDecoder('utf-16le').decode(bytes)
    case 'base64':
      return btoa(charsOf(bytes))
    case 'hex':
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

/** In parts: a call takes no million arguments. */
function charsOf(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)))
  return parts.join('')
}
