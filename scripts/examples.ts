/** `npm run examples`: plays the story to a real server, and keeps its requests and answers as the examples of /openapi.json. */

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { recordAll } from './lib/record-examples.ts'

const path = resolve(import.meta.dirname, '../packages/server/api-examples.json')
writeFileSync(path, `${JSON.stringify(await recordAll(), null, 2)}\n`)
process.stdout.write(`${path}\n`)
