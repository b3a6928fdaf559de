/**
 * `npm run docs:site`: builds the documentation's site from `docs/`, the changelog and the code, into `apps/docs/dist`: files
 * that any web server serves. `-- --serve` also serves it here. `-- --edit` shows it while it is written.
 */

import { watch } from 'node:fs'
import { join } from 'node:path'
import { createServer, serve } from 'vitepress'
import { buildSite, SITE } from './build.ts'
import { ROOT } from './contents.ts'
import { stage } from './stage.ts'

const PORT = 7170

const args = process.argv.slice(2)
if (args.includes('--edit')) {
  await stage()
  watch(join(ROOT, 'docs'), { recursive: true }, () => void stage())
  const server = await createServer(SITE, { port: PORT })
  await server.listen()
  server.printUrls()
} else {
  const started = performance.now()
  await buildSite()
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  process.stdout.write(`apps/docs/dist is built, in ${seconds} s\n`)
  if (args.includes('--serve')) await serve({ root: SITE, port: PORT })
}
