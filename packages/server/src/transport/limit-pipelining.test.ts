import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { limitPipelining } from './limit-pipelining.ts'

const REQUEST = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'

/** @param answer what is done with each request */
async function serve(answer: (response: ServerResponse) => void) {
  const server = createServer((_request, response) => answer(response))
  limitPipelining(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' })
  let received = ''
  socket.on('data', (data) => {
    received += data
  })
  socket.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  return { socket, answers: () => received.split('HTTP/1.1 200').length - 1 }
}

test('cuts a connection that has more than 16 requests waiting', async () => {
  const { socket } = await serve(() => {})
  socket.write(REQUEST.repeat(16))
  socket.write(REQUEST)
  await vi.waitFor(() => expect(socket.closed).toBe(true))
})

test('answers any number of requests, a few at a time', async () => {
  const { socket, answers } = await serve((response) => response.end('here'))
  for (let n = 1; n <= 10; n++) {
    socket.write(REQUEST.repeat(10))
    await vi.waitFor(() => expect(answers()).toBe(10 * n))
  }
  expect(socket.closed).toBe(false)
})
