/**
 * Two receivers of webhooks, as back ends run them, in a process of their own. `GET /` of the first says what each has: how
 * many events, and how old they were when they came; `DELETE /` forgets it.
 */

import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setPriority } from 'node:os'

// Back ends have processors of their own; here they share the node's, and give way to it.
setPriority(10)

export interface Receivers {
  urls: string[]
  /** Of each receiver: milliseconds from the event to its arrival. One that came twice counts once. */
  ages: number[][]
}

const kept = [new Map<string, number>(), new Map<string, number>()]
const servers: Server[] = []
const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`

const receive =
  (ages: Map<string, number>): RequestListener =>
  (request, response) => {
    const id = String(request.headers['webhook-id'])
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(204).end()
      // Its first field of that name; to parse all of it would take time from the server.
      const at = Number(/"at":(\d+)/.exec(String(Buffer.concat(chunks)))?.[1])
      if (!ages.has(id)) ages.set(id, Date.now() - at)
    })
  }

for (const ages of kept) {
  const server = createServer((request, response) => {
    if (request.method === 'POST') return receive(ages)(request, response)
    if (request.method === 'DELETE') for (const of of kept) of.clear()
    const said: Receivers = { urls: servers.map(urlOf), ages: kept.map((of) => [...of.values()]) }
    response.end(JSON.stringify(said))
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
}
process.once('SIGTERM', () => process.exit(0))
console.log(JSON.stringify({ address: servers.map(urlOf)[0] }))
