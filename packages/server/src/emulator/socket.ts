/** A WebSocket over the emulated network: breaks when that is cut, waits to connect until it is there again. */

import { GARBAGE, type Network, refusalOf } from './network.ts'

interface Frame {
  id?: number
  type?: string
  reply_to?: number
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
  readonly #network: Network
  /** Requests whose reply is not there yet, and those whose reply is to be spoiled. */
  readonly #asked = new Set<number>()
  readonly #spoiled = new Set<number>()
  #real: WebSocket | undefined
  /** Frames are delivered in their order, however long each takes. */
  #delivery: Promise<void> = Promise.resolve()

  constructor(url: string, network: Network) {
    super()
    this.url = url
    this.#network = network
    network.enter(this)
    queueMicrotask(() => this.connect())
  }

  /** Requests that are with the server. */
  get working(): number {
    const connecting = this.#network.up && this.readyState === this.CONNECTING && this.#real ? 1 : 0
    return connecting + this.#asked.size
  }

  /** Goes ahead as far as the network allows; without one it stays as it is. */
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

  /** The connection is gone, with no goodbye from either side. */
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

  #receive(data: string): void {
    const { reply_to: id, error } = JSON.parse(data) as Frame
    this.#network.noteRefusal(error)
    const spoiled = id !== undefined && this.#spoiled.delete(id)
    const ms = this.#network.latency
    if (id !== undefined && ms > 0) this.#asked.delete(id) // it waits for the clock now, not for the server
    this.#delivery = this.#delivery.then(async () => {
      await this.#network.delay()
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
