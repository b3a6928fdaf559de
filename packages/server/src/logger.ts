/** The log: JSON lines on standard output. No secret is passed to it on purpose; known names of secrets are redacted. */

import pino, { type DestinationStream, type Logger } from 'pino'

/** Names of fields whose values are redacted. */
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

/** WeChat's clients put secrets into URLs; they are redacted where a URL is logged. */
const IN_URL = /\b(access_token|secret|js_code)=[^&\s"\\]+/gi

/**
 * @param destination where to; when absent standard output, to which lines are written beside the work that they tell of. What
 *   is left is written when the process ends.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    redact: {
      paths: NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      censor: '[secret]',
    },
    hooks: { streamWrite: (line: string) => line.replace(IN_URL, '$1=[secret]') },
  }
  return pino(options, destination ?? pino.destination({ dest: 1, sync: false }))
}
