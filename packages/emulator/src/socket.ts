/** A WebSocket over the emulated network: it breaks when the network is cut, and connects when it is restored. */

import { type Failing, GARBAGE, refusalOf } from './failing.ts'

/** What a socket needs of the network that it is in. */
interface SocketNetwork {
  readonly up: boolean
  /** Milliseconds that each message of the server takes. */
  readonly latency: number
  failing(name: string): Failing | null
  enter(socket: EmulatedSocket): void
  leave(socket: EmulatedSocket): void
  delay(): Promise<void>
  /** Resolves when a call can be told: its media connection may be asked for at once. */
  readyForCalls(): Promise<void>
  noteRefusal(error: { code?: string; message?: string } | undefined): void
  changed(): void
}

interface Frame {
  id?: number
  type?: string
  reply_to?: number
  call?: object
  calls?: object[]
  error?: { code: string; message: string }
}

export class EmulatedSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  readonly bufferedAmount = 0
  readonly extensions = ''
  readonly protocol = ''
  readonly url: string
  binaryType: BinaryType = 'blob'
  readyState = 0
  onopen = null
  onmessage = null
  onclose = null
  onerror = null
  readonly #network: SocketNetwork
  /** Requests without a reply yet, and those whose reply is to be replaced by `GARBAGE`. */
  readonly #asked = new Set<number>()
  readonly #spoiled = new Set<number>()
  #real: WebSocket | undefined
  /** Messages are delivered in order, however long each takes. */
  #delivery: Promise<void> = Promise.resolve()

  constructor(url: string, network: SocketNetwork) {
    super()
    this.url = url
    this.#network = network
    network.enter(this)
    queueMicrotask(() => this.connect())
  }

  /** How many requests have not been answered. */
  get working(): number {
    const connecting = this.#network.up && this.readyState === this.CONNECTING && this.#real ? 1 : 0
    return connecting + this.#asked.size
  }

  /** Connects, unless the network is cut or the test makes it fail. */
  connect(): void {
    if (this.readyState !== this.CONNECTING || this.#real || !this.#network.up) return
    const failing = this.#network.failing(new URL(this.url).pathname)
    if (failing === 'lost') return
    if (failing) {
      this.drop()
      return
    }
    const real = new WebSocket(this.url)
    this.#real = real
    real.onopen = () => {
      if (this.readyState !== this.CONNECTING) return
      this.readyState = this.OPEN
      this.dispatchEvent(new Event('open'))
    }
    real.onmessage = ({ data }) => this.#receive(String(data))
    real.onerror = () => {
      if (this.#real === real) this.dispatchEvent(new Event('error'))
    }
    real.onclose = ({ code, reason, wasClean }) => {
      if (this.#real !== real) return
      void this.#delivery.then(() => this.#closed({ code, reason, wasClean }))
    }
  }

  send(data: string): void {
    if (this.readyState !== this.OPEN) return
    const { id, type = '' } = JSON.parse(data) as Frame
    if (type === 'ping') {
      // Asked in real time, so that neither the clock nor what the test makes slow or fail keeps the answer back.
      if (this.#network.up) queueMicrotask(() => this.#answerPing(id))
      return
    }
    const failing = this.#network.failing(type)
    if (failing === 'refused') {
      this.drop()
      return
    }
    if (failing === 'lost') return
    if (id !== undefined) {
      if (failing && failing !== 'garbage' && 'code' in failing) {
        const error = refusalOf(failing).toWire()
        setImmediate(() => this.#receive(JSON.stringify({ reply_to: id, ok: false, error })))
        return
      }
      if (failing) this.#spoiled.add(id)
      this.#asked.add(id)
    }
    this.#real?.send(data)
  }

  close(code?: number, reason?: string): void {
    if (this.readyState >= this.CLOSING) return
    this.readyState = this.CLOSING
    if (this.#real) this.#real.close(code, reason)
    else queueMicrotask(() => this.#closed({ code: code ?? 1005, reason: reason ?? '', wasClean: true }))
  }

  /** The connection breaks without a close handshake. */
  drop(): void {
    if (
      this.readyState === this.CLOSED ||
      (this.readyState === this.CONNECTING && !this.#network.up && !this.#real)
    )
      return
    const real = this.#real
    this.#real = undefined
    real?.close()
    this.dispatchEvent(new Event('error'))
    this.#closed({ code: 1006, reason: '', wasClean: false })
  }

  #answerPing(id: number | undefined): void {
    const data = JSON.stringify({ reply_to: id, ok: true })
    if (this.#real) this.dispatchEvent(new MessageEvent('message', { data }))
  }

  #receive(data: string): void {
    const { reply_to: id, error, call, calls = [] } = JSON.parse(data) as Frame
    this.#network.noteRefusal(error)
    const spoiled = id !== undefined && this.#spoiled.delete(id)
    const ms = this.#network.latency
    if (id !== undefined && ms > 0) this.#asked.delete(id) // the server has answered; the reply waits for the clock
    this.#delivery = this.#delivery.then(async () => {
      await this.#network.delay()
      if (call || calls.length > 0) await this.#network.readyForCalls()
      if (this.#real) this.dispatchEvent(new MessageEvent('message', { data: spoiled ? GARBAGE : data }))
      if (id !== undefined) this.#asked.delete(id)
      this.#network.changed()
    })
  }

  #closed(how: { code: number; reason: string; wasClean: boolean }): void {
    if (this.readyState === this.CLOSED) return
    this.readyState = this.CLOSED
    this.#real = undefined
    this.#asked.clear()
    this.#network.leave(this)
    this.dispatchEvent(new CloseEvent('close', how))
    this.#network.changed()
  }
}
