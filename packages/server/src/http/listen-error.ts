/** Turns the error of a failed `listen` into a sentence that says why and what to do. */

import { SettingsError } from '../config/settings.ts'

/** @returns a SettingsError; the error itself when no setting would help */
export function explainListenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new SettingsError([
        `Port ${port} on ${host} is in use. Stop what runs there, or take another port: --port ${port === 65_535 ? 7100 : port + 1}`,
      ])
    case 'EACCES':
      return new SettingsError([`This user may not listen on port ${port}. Take one above 1023: --port 7100`])
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SettingsError([
        `This machine has no address ${host}. Take one that it has: --host 127.0.0.1`,
      ])
    default:
      return error
  }
}
