/** `npm start`: the service on an embedded store in ./data, with the page to try it. Flags go to `callgrant serve`. */

import { enableCompileCache } from 'node:module'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
process.chdir(root)
// A third off the time until the page is there, from the second start on.
enableCompileCache(resolve(root, 'node_modules/.cache/node'))

// Built while the server is loaded: each takes most of a second.
const [{ callgrant, commandLine, processStreams }] = await Promise.all([
  import('callgrant/command-line'),
  import('callgrant'),
  import('./lib/pages.ts').then(({ buildPages }) => buildPages()),
])

// Killed, npm leaves what it started behind: then nobody is there to stop the server.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

// Who tries it wants the address, not a line for each request.
const env = { CALLGRANT_LOG_LEVEL: 'warn', ...process.env }
const typed = ['serve', '--dev', ...process.argv.slice(2)]
process.exitCode = await commandLine(callgrant, typed, env, processStreams())
