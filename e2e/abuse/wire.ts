/** Bytes on the wire, as no library would send them: connections that do not read, frames that do not end. */

import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

/** An exchange in which nothing more is said for so long is over, in milliseconds. */
const QUIET_MS = 150

export const TEXT = 1
export const CONTINUATION = 0
export const PING = 9

/** What a scenario is given to make connections with; all of them are destroyed at its end. */
export class Wire {
  readonly #host: string
  readonly #port: number
  readonly #open = new Set<Socket>()
  /** Connections that the server ended, or refused, so far. */
  cut = 0

  constructor(target: { host: string; port: number }) {
    this.#host = target.host
    this.#port = target.port
  }

  /** How many connections are open now. */
  get open(): number {
    return this.#open.size
  }

  /** A TCP connection; resolves when it is connected. @param localAddress where it comes from */
  async tcp(localAddress?: string): Promise<Socket> {
    // An address that is bound first makes a connection slow once many ports have been used.
    const socket = connect({ host: this.#host, port: this.#port, ...(localAddress && { localAddress }) })
    this.#open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => {
      this.cut++
      this.#open.delete(socket)
    })
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve)
      socket.once('close', () => resolve())
    })
    return socket
  }

  /** A WebSocket after its handshake; null when it was refused. Its frames are the caller's. */
  async webSocket(localAddress?: string, headers: string[] = []): Promise<Socket | null> {
    const socket = await this.tcp(localAddress)
    const lines = [
      'GET /v1/socket HTTP/1.1',
      `host: ${this.#host}:${this.#port}`,
      'connection: Upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      `sec-websocket-key: ${randomBytes(16).toString('base64')}`,
      ...headers,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    const head = await firstData(socket)
    return head.startsWith('HTTP/1.1 101') ? socket : null
  }

  /** A WebSocket that has signed in; null when it was refused. */
  async signedIn(session: string, clientId: string): Promise<Socket | null> {
    const socket = await this.webSocket()
    if (!socket) return null
    const request = { id: 1, type: 'sign_in', token: session, client_id: clientId }
    socket.write(frame(TEXT, JSON.stringify(request)))
    const reply = await firstData(socket)
    return reply.includes('"ok":true') ? socket : null
  }

  /** One whole exchange on a connection of its own. @returns the status; null: none came */
  async exchange(request: string | Buffer): Promise<number | null> {
    const socket = await this.tcp()
    socket.write(request)
    const head = await firstData(socket)
    socket.destroy()
    const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
    return status === undefined ? null : Number(status)
  }

  /** Requests that follow one another on a connection. @returns the statuses of the answers, until it ends */
  async exchanges(requests: Buffer): Promise<number[]> {
    const socket = await this.tcp()
    let answers = ''
    socket.on('data', (data) => {
      answers += String(data)
    })
    // Nothing more comes: what is not whole is over, and is not waited for.
    socket.end(requests)
    await new Promise<void>((resolve) => {
      if (socket.destroyed) return resolve()
      socket.once('close', () => resolve())
      // What is damaged may leave it waiting all the same.
      socket.setTimeout(QUIET_MS, () => resolve())
    })
    // Without a port that waits for late packets, of which there are not as many as inputs.
    socket.resetAndDestroy()
    return [...answers.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
  }
}

/** What comes first, or nothing when the connection ends before or nothing comes in 15 s. */
export function firstData(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    const late = setTimeout(() => done(''), 15_000)
    const onData = (data: Buffer) => done(String(data))
    const onClose = () => done('')
    const done = (text: string) => {
      clearTimeout(late)
      socket.off('data', onData)
      socket.off('close', onClose)
      resolve(text)
    }
    if (socket.destroyed) return done('')
    socket.on('data', onData)
    socket.on('close', onClose)
  })
}

/**
 * One frame of a client, masked with zeros.
 * @param options `length`: the length that its head claims; `reserved`: the bit that means compression
 */
export function frame(
  opcode: number,
  payload: string | Buffer,
  options: { fin?: boolean; length?: number; reserved?: boolean } = {},
): Buffer {
  const data = Buffer.from(payload)
  const { fin = true, length = data.length, reserved = false } = options
  const first = (fin ? 0x80 : 0) | (reserved ? 0x40 : 0) | opcode
  const mask = Buffer.alloc(4)
  if (length < 126) return Buffer.concat([Buffer.from([first, 0x80 | length]), mask, data])
  if (length < 65_536) {
    const head = Buffer.from([first, 0x80 | 126, 0, 0])
    head.writeUInt16BE(length, 2)
    return Buffer.concat([head, mask, data])
  }
  const head = Buffer.from([first, 0x80 | 127, 0, 0, 0, 0, 0, 0, 0, 0])
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, mask, data])
}

/** Writes a piece again and again as fast as the other side takes it, until it ends or `until` resolves. */
export async function pour(socket: Socket, piece: Buffer, until: Promise<unknown>): Promise<void> {
  let going = true
  void until.then(() => {
    going = false
  })
  while (going && !socket.destroyed) {
    if (socket.write(piece)) {
      await new Promise((resolve) => setImmediate(resolve))
      continue
    }
    await Promise.race([
      new Promise((resolve) => socket.once('drain', resolve)),
      new Promise((resolve) => socket.once('close', resolve)),
      until,
    ])
  }
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Waits until something is so. @returns false when it was not within `ms` milliseconds */
export async function within(ms: number, holds: () => boolean): Promise<boolean> {
  const end = performance.now() + ms
  while (!holds()) {
    if (performance.now() > end) return false
    await pause(20)
  }
  return true
}
