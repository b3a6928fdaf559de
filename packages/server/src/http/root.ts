/** `GET /` where no page stands there: the name and version of the server, and where its documentation is. */

import type { FastifyInstance } from 'fastify'
import { VERSION } from '../version.ts'

/** @param more fields of the answer beside `name`, `version` and `docs` */
export function addRootRoute(app: FastifyInstance, more: Record<string, string> = {}): void {
  app.get('/', { schema: { hide: true } }, async () => ({
    name: 'callgrant',
    version: VERSION,
    docs: '/docs/',
    ...more,
  }))
}
