/** Asks the same over some kept-alive connections, each as soon as it has its answer, with as little work of its own as can be. */

import { once } from 'node:events'
import { connect } from 'node:net'

/**
 * @param request how it is written on the connection, head and body
 * @returns answers a second @throws when one is not 200
 */
export async function askFor(
  address: string,
  request: string,
  { connections = 32, seconds = 4 }: { connections?: number; seconds?: number } = {},
): Promise<number> {
  const { hostname, port } = new URL(address)
  const bytes = Buffer.from(request)
  const began = performance.now()
  const until = began + seconds * 1000
  let answers = 0
  const lane = async () => {
    const socket = connect(Number(port), hostname).setNoDelay(true)
    await once(socket, 'connect')
    let read = Buffer.alloc(0)
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        read = read.length === 0 ? chunk : Buffer.concat([read, chunk])
        const head = read.indexOf('\r\n\r\n')
        if (head === -1) return
        const text = read.toString('latin1', 0, head)
        const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
        if (read.length < head + 4 + length) return
        if (!text.startsWith('HTTP/1.1 200')) reject(new Error(`answered ${text.split('\r\n')[0]}`))
        read = Buffer.alloc(0)
        answers++
        if (performance.now() < until) socket.write(bytes)
        else resolve()
      })
      socket.write(bytes)
    })
    socket.destroy()
  }
  await Promise.all(Array.from({ length: connections }, lane))
  return answers / ((performance.now() - began) / 1000)
}

/** A request as it is written on a connection. */
export function written(method: string, path: string, authorization: string, body?: object): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const head = [`${method} ${path} HTTP/1.1`, 'host: bench', `authorization: ${authorization}`]
  if (body) head.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`)
  return `${head.join('\r\n')}\r\n\r\n${text}`
}
