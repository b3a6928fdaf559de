/** `npm run docs`: writes the docs pages that are made from code. */

import { writeDocs } from './lib/docs.ts'

for (const path of await writeDocs()) process.stdout.write(`${path}\n`)
