/** Development only: the try page at `/`, its routes, and the app that it uses. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../../config/settings.ts'
import { lanUrls } from '../lan.ts'
import { addRootRoute } from '../root.ts'
import type { RouteTools } from '../route.ts'
import type { Streams } from '../sse.ts'
import { ensureTryApp } from './try-app.ts'
import { addTryRoutes } from './try-routes.ts'

/** Adds what `serve --dev` has and a server in production has not. */
export async function addTryPages(tools: RouteTools, streams: Streams): Promise<void> {
  const { app, ctx } = tools
  await ensureTryApp(ctx)
  await addTryRoutes(tools, streams, () => lanUrls(app, ctx.settings))
  const root = pagesFolder(ctx.settings)
  if (root === null) {
    addRootRoute(app, { pages: 'The try pages are not built. Run `npm run build`, then start again.' })
    return
  }
  // The names of these files carry no version and a build may replace them at any time, so they are not cached.
  const { default: fastifyStatic } = await import('@fastify/static')
  await app.register(fastifyStatic, {
    root,
    index: ['index.html'],
    extensions: ['html'],
    dotfiles: 'ignore',
    schemaHide: true,
  })
}

/** The built pages: where the settings say, beside the built server, or in this repository; null when there are none. */
function pagesFolder(settings: Settings): string | null {
  const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const places = settings.pagesDir
    ? [resolve(settings.pagesDir)]
    : [beside('../../pages'), beside('../../../../../apps/try/dist')]
  return places.find((place) => existsSync(join(place, 'index.html'))) ?? null
}
