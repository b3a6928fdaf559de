/** Refusals of what never becomes a request: on real connections, by the error that Node gives. */

import { once } from 'node:events'
import { createServer, type ServerOptions } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { refuseMalformed } from './errors.ts'

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

/** @returns what a server with these limits answers to a connection that sends this and then waits */
async function answerTo(sent: string, limits: ServerOptions = {}): Promise<{ head: string; body: unknown }> {
  const server = createServer(limits).on('clientError', refuseMalformed).listen(0, '127.0.0.1')
  cleanUp.push(() => server.close())
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  cleanUp.push(() => socket.destroy())
  socket.write(sent)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  return { head, body: JSON.parse(body) }
}

it('answers 408 to a request that does not arrive in time, which may be sent again', async () => {
  const hurried = { headersTimeout: 20, requestTimeout: 20, connectionsCheckingInterval: 10 }
  for (const part of [
    'POST /v1/me/switch HTTP/1.1\r\n',
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{',
  ])
    expect(await answerTo(part, hurried)).toEqual({
      head: expect.stringMatching(/^HTTP\/1\.1 408 Request Timeout\r\nconnection: close/),
      body: { error: expect.objectContaining({ code: 'request_timeout' }) },
    })
})

it('answers 400 to what is not HTTP', async () => {
  expect(await answerTo('hello\r\n\r\n')).toEqual({
    head: expect.stringMatching(/^HTTP\/1\.1 400 Bad Request/),
    body: { error: expect.objectContaining({ code: 'bad_request', faults: [expect.anything()] }) },
  })
})
