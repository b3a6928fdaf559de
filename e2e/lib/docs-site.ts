/** The documentation's site as it is built, served as any web server would serve it. */

import { globSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import { buildDocsSite } from '../../scripts/lib/docs-site.ts'

const DIST = resolve(import.meta.dirname, '../../apps/docs/dist')
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

export interface Site {
  url: string
  close(): Promise<void>
}

/** Builds the site if something that it is made from has changed. */
export async function serveSite(): Promise<Site> {
  await buildDocsSite()
  const files = new Set(globSync('**/*.*', { cwd: DIST }).map((file) => file.replaceAll('\\', '/')))
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname).slice(1)
    const file = [path, `${path}.html`, `${path}index.html`].find((name) => files.has(name))
    response.writeHead(file ? 200 : 404, {
      'content-type': TYPES[extname(file ?? '.html')] ?? 'application/octet-stream',
    })
    response.end(readFileSync(join(DIST, file ?? '404.html')))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
