/** What stands at `/`: with `--dev` the try pages and their door; else a few words about the server. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import type { Settings } from '../config/settings.ts'
import type { RouteTools } from '../http/route.ts'
import type { Streams } from '../http/sse.ts'
import { lanAddresses } from '../tls.ts'
import { VERSION } from '../version.ts'
import { ensureDemoApp } from './demo-app.ts'
import { addTryDoor } from './door.ts'

export async function addFront(tools: RouteTools, streams: Streams): Promise<void> {
  const { app, ctx } = tools
  if (!ctx.settings.dev) {
    addWords(app, { docs: '/docs/' })
    return
  }
  await ensureDemoApp(ctx)
  await addTryDoor(tools, streams, () => lanUrls(app, ctx.settings))
  const root = pagesFolder(ctx.settings)
  if (root === null) {
    addWords(app, {
      docs: '/docs/',
      pages: 'The try pages are not built. Run `npm run build`, then start again.',
    })
    return
  }
  // Their names carry no version while they are built anew under a running server, so a browser asks each time.
  const { default: fastifyStatic } = await import('@fastify/static')
  await app.register(fastifyStatic, {
    root,
    index: ['index.html'],
    extensions: ['html'],
    dotfiles: 'ignore',
    schemaHide: true,
  })
}

function addWords(app: FastifyInstance, words: Record<string, string>): void {
  app.get('/', { schema: { hide: true } }, async () => ({ name: 'callgrant', version: VERSION, ...words }))
}

/** The built pages: as set, beside the built server, or in this repository; null when there are none. */
function pagesFolder(settings: Settings): string | null {
  const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const places = settings.pagesDir
    ? [resolve(settings.pagesDir)]
    : [beside('../pages'), beside('../../../../apps/try/dist')]
  return places.find((place) => existsSync(join(place, 'index.html'))) ?? null
}

/** Where a phone on the same network finds the pages. */
export function lanUrls(app: FastifyInstance, settings: Settings): string[] {
  if (!settings.lan) return []
  const bound = app.server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : settings.port
  return lanAddresses().map((address) => `https://${address}:${port}`)
}
