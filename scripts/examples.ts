/** `npm run examples`: plays the story to a real server, and keeps its requests and answers as the examples of /openapi.json. */

import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { recordAll } from './lib/record-examples.ts'

const path = resolve(import.meta.dirname, '../packages/server/api-examples.json')
writeFileSync(path, `${JSON.stringify(await recordAll(), null, 2)}\n`)
// As every file of this repository is written; `npm run` finds biome.
execFileSync('biome', ['format', '--write', path])
process.stdout.write(`${path}\n`)
