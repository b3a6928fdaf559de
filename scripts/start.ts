/** `npm start`: the service on an embedded store in ./data, with the page to try it. Flags go to `callgrant serve`. */

import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { buildPages } from './lib/pages.ts'

const root = resolve(import.meta.dirname, '..')
await buildPages()

const server = spawn(
  process.execPath,
  [
    '--conditions=callgrant-source',
    resolve(root, 'packages/server/src/cli/main.ts'),
    'serve',
    '--dev',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal))
server.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)
})
