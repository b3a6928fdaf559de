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
  'keys',
  'turnSecret',
  'databaseUrl',
]

/** @param destination where to; standard output when absent */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    redact: {
      paths: NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[secret]',
    },
  }
  return destination ? pino(options, destination) : pino(options)
}
