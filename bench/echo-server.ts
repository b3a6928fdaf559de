/** The bare limit of `http.ts`: Fastify that sends back the query or the body. */

import fastify from 'fastify'

const app = fastify()
app.get('/*', async ({ query }) => query)
app.post('/*', async ({ body }) => body)
await app.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.address() as { port: number }
console.log(JSON.stringify({ address: `http://127.0.0.1:${port}` }))
