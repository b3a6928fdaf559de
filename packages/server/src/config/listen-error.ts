/** Whether the service can listen where the settings say; if not, a sentence that says why and what to do. */

import { once } from 'node:events'
import { createServer } from 'node:net'
import { type Settings, SettingsError } from './settings.ts'

/** Where the service listens. */
export const listenHost = ({ lan, host }: Settings) => (lan ? '0.0.0.0' : host)

/** Listens for a moment: before anything is written, so that a start that cannot listen leaves nothing. @throws SettingsError */
export async function requireFreePort(settings: Settings): Promise<void> {
  const { port } = settings
  if (port === 0) return
  const host = listenHost(settings)
  const probe = createServer((socket) => socket.destroy())
  try {
    await once(probe.listen({ host, port, exclusive: true }), 'listening')
  } catch (error) {
    throw explainListenError(error, host, port)
  }
  await new Promise((closed) => probe.close(closed))
}

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
