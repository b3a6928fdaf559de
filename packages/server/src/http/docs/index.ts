/** /docs/socket and /docs/errors: pages made of the same tables as the server's answers, when they are first asked for. */

import type { FastifyInstance } from 'fastify'
import { errorsPage } from './errors-page.ts'
import { type AsyncApiDocument, socketPage } from './socket-page.ts'

export function addDocsPages(app: FastifyInstance, asyncApi: () => AsyncApiDocument): void {
  const pages = { '/docs/socket': () => socketPage(asyncApi()), '/docs/errors': errorsPage }
  for (const [url, make] of Object.entries(pages)) {
    // Bytes, made once: text would be encoded for each answer.
    let made: Buffer | undefined
    app.get(url, { schema: { hide: true } }, async (_request, reply) => {
      made ??= Buffer.from(make())
      return reply.type('text/html; charset=utf-8').send(made)
    })
  }
}
