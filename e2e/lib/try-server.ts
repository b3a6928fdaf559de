/** Starts the real service with its try pages, as `npm start` does, on a free port and an empty store. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { createOperator, type Operator } from '@callgrant/sdk/backend'

const root = resolve(import.meta.dirname, '../..')

export interface TryServer {
  /** `http://127.0.0.1:…` */
  url: string
  operator: Operator
  /** Ends the process and removes its store. */
  stop(): Promise<void>
}

/** @throws with what the server printed, when it ended before it listened */
export async function startTryServer(): Promise<TryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-try-'))
  const server = spawn(
    process.execPath,
    [
      '--conditions=callgrant-source',
      join(root, 'packages/server/src/cli/main.ts'),
      'serve',
      '--dev',
      ...['--port', '0', '--data-dir', folder],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const url = await addressOf(server)
  const token = readFileSync(join(folder, 'admin-token'), 'utf8').trim()
  return {
    url,
    operator: createOperator({ server: url, token }),
    async stop() {
      if (server.exitCode === null) {
        server.kill('SIGTERM')
        await once(server, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  const printed: string[] = []
  return new Promise((found, failed) => {
    for (const stream of [server.stdout, server.stderr]) {
      if (!stream) continue
      createInterface(stream).on('line', (line) => {
        printed.push(line)
        const url = /^Try it: (http\S+)/.exec(line)?.[1]
        if (url) found(url)
      })
    }
    server.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${printed.join('\n')}`)))
  })
}
