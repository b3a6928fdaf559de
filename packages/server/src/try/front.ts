/** What stands at `/`: with `--dev` the try pages and their door; else a few words about the server. */

import type { RouteTools } from '../http/route.ts'
import type { Streams } from '../http/sse.ts'
import { VERSION } from '../version.ts'

export async function addFront(tools: RouteTools, _streams: Streams): Promise<void> {
  const { app } = tools
  app.get('/', { schema: { hide: true } }, async () => ({
    name: 'callgrant',
    version: VERSION,
    docs: '/docs/',
  }))
}
