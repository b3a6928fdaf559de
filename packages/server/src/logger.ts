/** The log: JSON lines on standard output. Secrets are never passed to it; should one be, it is struck out. */

import pino, { type DestinationStream, type Logger } from 'pino'

const NAMES = [
  'secret',
  'session',
  'token',
  'id_token',
  'sn_ticket',
  'snTicket',
  'ask',
  'aes_key',
  'push_token',
  'challenge',
  'authorization',
  'credential',
  'adminToken',
  'access_token',
  'js_code',
  'session_key',
  'keys',
  'turnSecret',
  'databaseUrl',
]

/** WeChat's clients put secrets into addresses; should an address be logged, they are struck out of it. */
const IN_ADDRESS = /\b(access_token|secret|js_code)=[^&\s"\\]+/gi

/** @param destination where to; standard output when absent */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    redact: {
      paths: NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[secret]',
    },
    hooks: { streamWrite: (line: string) => line.replace(IN_ADDRESS, '$1=[secret]') },
  }
  return destination ? pino(options, destination) : pino(options)
}
