/** A receiver of webhooks, as an app's back end runs one: a real HTTP server that keeps what it is sent. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
  /** The parsed body. */
  event: { id: string; type: string; at: number; data: Record<string, unknown> }
}

export interface WebhookReceiver {
  url: string
  received: Received[]
  /** What is done with the next ones; answers 204 unless set. */
  answer: (response: ServerResponse, received: Received) => void
  /** Most requests that were open at the same time. */
  mostAtOnce: number
  close(): Promise<void>
}

export async function webhookReceiver(): Promise<WebhookReceiver> {
  let open = 0
  const server = createServer(async (request, response) => {
    receiver.mostAtOnce = Math.max(receiver.mostAtOnce, ++open)
    response.on('close', () => open--)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const received = { headers: request.headers, body, event: JSON.parse(body) }
    receiver.received.push(received)
    receiver.answer(response, received)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?from=callgrant`,
    received: [],
    answer: (response) => response.writeHead(204).end(),
    mostAtOnce: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}
