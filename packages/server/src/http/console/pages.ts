/** The built pages of the console, at `/console/`. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CallgrantError } from '@callgrant/protocol'
import type { Settings } from '../../config/settings.ts'
import type { RouteTools } from '../route.ts'

export async function addConsolePages({ app, ctx }: RouteTools): Promise<void> {
  const schema = { hide: true }
  app.get('/console', { schema }, async (_request, reply) => reply.redirect('/console/'))
  const root = pagesFolder(ctx.settings)
  if (root === null) {
    const message = 'The pages of the console are not built. Run `npm run build`, then start again.'
    app.get('/console/', { schema }, async () => {
      throw new CallgrantError('not_found', { message })
    })
    return
  }
  const { default: fastifyStatic } = await import('@fastify/static')
  await app.register(fastifyStatic, { root, serve: false, dotfiles: 'ignore', cacheControl: false })
  app.get('/console/*', { schema }, async (request, reply) => {
    const path = (request.params as { '*': string })['*']
    if (path.startsWith('api/') || path.includes('..')) throw new CallgrantError('not_found')
    // A place in the console has no dot in its last part; the page finds it.
    if (!/\.[^/]*$/.test(path)) return reply.sendFile('index.html')
    // The names of these carry a hash of what is in them.
    if (path.startsWith('assets/')) reply.header('cache-control', 'public, max-age=31536000, immutable')
    return reply.sendFile(path)
  })
}

/** Where the settings say, beside the built server, or in this repository; null when there are none. */
function pagesFolder(settings: Settings): string | null {
  const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const places = settings.consoleDir
    ? [resolve(settings.consoleDir)]
    : [beside('../../console-pages'), beside('../../../../../apps/console/dist')]
  return places.find((place) => existsSync(join(place, 'index.html'))) ?? null
}
