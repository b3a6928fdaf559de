/** The documentation's site as it is built, served as any web server would serve it. */

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import fastify from 'fastify'
import { buildDocsSite } from '../../scripts/lib/docs-site.ts'

const DIST = resolve(import.meta.dirname, '../../apps/docs/dist')

export interface Site {
  url: string
  close(): Promise<void>
}

/** Builds the site if something that it is made from has changed. */
export async function serveSite(): Promise<Site> {
  await buildDocsSite()
  const app = fastify()
  const notFound = readFileSync(join(DIST, '404.html'))
  await app.register(fastifyStatic, { root: DIST, extensions: ['html'], redirect: false })
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/html').send(notFound))
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}
