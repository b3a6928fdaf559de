/** `npm run demo`: the main story without a browser, on a temporary store. */

import { readFileSync } from 'node:fs'
import { runProgram } from 'callgrant/command-line'
import { demo } from './command.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

await runProgram({
  name: 'demo',
  version,
  about: demo.about,
  commands: [demo],
})
