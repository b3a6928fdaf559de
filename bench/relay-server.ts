/** The bare limit of `calls.ts`: a `ws` server that passes each frame on, unread but for the place of its receiver. */

import { type WebSocket, WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
const places = new Map<string, WebSocket>()
sockets.on('connection', (socket, { url = '' }) => {
  places.set(url, socket)
  socket.on('message', (frame) => {
    const text = String(frame)
    places.get(text.slice(0, text.indexOf(' ')))?.send(text)
  })
})
sockets.on('listening', () => {
  const { port } = sockets.address() as { port: number }
  console.log(JSON.stringify({ address: `http://127.0.0.1:${port}` }))
})
