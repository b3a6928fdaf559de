/** React Native's native modules on Android, as far as the app calls them: requests, sockets, blobs, dialogs. */

export interface NativeCall {
  module: string
  method: string
  args: unknown[]
}

/** One `Alert` on the screen, by the words of Android's dialog. */
export interface ShownAlert {
  title: string
  message: string
  /** Whether the back button takes it away. */
  cancelable: boolean
  buttons: { positive: string; negative: string }
  /** Taps a button, or goes back. */
  act(how: 'positive' | 'negative' | 'back'): void
}

interface Callback {
  callback: number
}
type Emit = (event: string, value: unknown) => void

export class NativeHalf {
  /** Addresses that were asked, `GET /v1/…`, in order. */
  readonly requests: string[] = []
  readonly #back: (callback: number, args: unknown[]) => void
  readonly #emit: Emit
  readonly #shown: ShownAlert[] = []
  readonly #waiting: ((alert: ShownAlert) => void)[] = []
  readonly #sockets = new Map<number, WebSocket>()
  readonly #blobs = new Map<string, string>()

  constructor(back: (callback: number, args: unknown[]) => void, emit: Emit) {
    this.#back = back
    this.#emit = emit
  }

  /** The next dialog that is shown. */
  alert(): Promise<ShownAlert> {
    const alert = this.#shown.shift()
    return alert ? Promise.resolve(alert) : new Promise((found) => this.#waiting.push(found))
  }

  /** Cuts every connection, as a phone that leaves the house. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.close()
  }

  call({ module, method, args }: NativeCall): void {
    const act = this.#acts[`${module}.${method}`]
    if (!act) throw new Error(`React Native's ${module}.${method} is not played`)
    act(...(args as never[]))
  }

  readonly #acts: Record<string, (...args: never[]) => void> = {
    'Networking.sendRequest': (...request: Parameters<NativeHalf['sendRequest']>) => {
      void this.sendRequest(...request)
    },
    'Networking.abortRequest': () => {},
    'WebSocketModule.connect': (url: string, _protocols: unknown, _options: unknown, id: number) =>
      this.#connect(url, id),
    'WebSocketModule.send': (text: string, id: number) => this.#sockets.get(id)?.send(text),
    'WebSocketModule.close': (code: number, reason: string, id: number) =>
      this.#sockets.get(id)?.close(code, reason),
    'BlobModule.createFromParts': (parts: { data: string }[], id: string) =>
      void this.#blobs.set(id, parts.map(({ data }) => data).join('')),
    'BlobModule.release': (id: string) => void this.#blobs.delete(id),
    'FileReaderModule.readAsText': (blob: { blobId: string }, _encoding: string, done: Callback) =>
      this.#back(done.callback, [this.#blobs.get(blob.blobId)]),
    'DialogManagerAndroid.showAlert': (config: AndroidDialog, _failed: Callback, acted: Callback) =>
      this.#show(config, acted),
  }

  /** As OkHttp does: a body must say what it is. */
  async sendRequest(
    method: string,
    url: string,
    id: number,
    headers: [string, string][],
    { string: body }: { string?: string },
    kind: 'blob' | 'text',
  ): Promise<void> {
    this.requests.push(`${method} ${new URL(url).pathname}`)
    try {
      const typed = headers.some(([name]) => name.toLowerCase() === 'content-type')
      if (body && !typed) throw new Error('Payload is set but no content-type header specified')
      const response = await fetch(url, { method, headers, ...(body && { body }) })
      const text = await response.text()
      this.#emit('didReceiveNetworkResponse', [
        id,
        response.status,
        Object.fromEntries(response.headers),
        response.url,
      ])
      this.#emit('didReceiveNetworkData', [id, kind === 'blob' ? this.#keep(text) : text])
      this.#emit('didCompleteNetworkResponse', [id, null, false])
    } catch (error) {
      this.#emit('didCompleteNetworkResponse', [id, (error as Error).message, false])
    }
  }

  #keep(text: string): object {
    const blobId = `blob-${this.#blobs.size}-${Math.random()}`
    this.#blobs.set(blobId, text)
    return { blobId, offset: 0, size: Buffer.byteLength(text), type: 'application/json' }
  }

  #connect(url: string, id: number): void {
    const socket = new WebSocket(url)
    this.#sockets.set(id, socket)
    socket.onopen = () => this.#emit('websocketOpen', { id, protocol: '' })
    socket.onmessage = ({ data }) => this.#emit('websocketMessage', { id, type: 'text', data })
    socket.onclose = ({ code, reason }) => this.#emit('websocketClosed', { id, code, reason, clean: true })
    socket.onerror = () => this.#emit('websocketFailed', { id, message: 'failed' })
  }

  #show(config: AndroidDialog, { callback }: Callback): void {
    const KEYS = { positive: -1, negative: -2 }
    const alert: ShownAlert = {
      title: config.title,
      message: config.message,
      cancelable: config.cancelable,
      buttons: { positive: config.buttonPositive, negative: config.buttonNegative },
      act: (how) => this.#back(callback, how === 'back' ? ['dismissed', 0] : ['buttonClicked', KEYS[how]]),
    }
    const next = this.#waiting.shift()
    if (next) next(alert)
    else this.#shown.push(alert)
  }
}

interface AndroidDialog {
  title: string
  message: string
  cancelable: boolean
  buttonPositive: string
  buttonNegative: string
}
