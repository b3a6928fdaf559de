/** One WebSocket: its frames in order, their replies, and how it ends. Knows no rule of calls. */

import { randomUUID } from 'node:crypto'
import { CallgrantError, CLOSE, type Language, type Reply } from '@callgrant/protocol'
import type { RawData, WebSocket } from 'ws'
import { requireAppOrigin } from '../acts/apps/app-origins.ts'
import { inBackground } from '../acts/background.ts'
import { checkListenerSoon } from '../acts/calls/check-listener.ts'
import { noteAbsence } from '../acts/calls/note-absence.ts'
import { openRings } from '../acts/rings/open-rings.ts'
import type { Context } from '../context.ts'
import type { ConnectedClients } from './connected-clients.ts'
import { type Envelope, readFrame, refusalFrame } from './frames.ts'
import { handleRequest } from './requests.ts'
import { Session } from './session.ts'
import { authenticateSignIn, closeAfterRefusal, parseSignIn } from './sign-in.ts'
import type { SocketLimits, SocketRates } from './socket-limits.ts'

/** What the gateway gives each connection. */
export interface ConnectionOptions {
  ctx: Context
  limits: SocketLimits
  rates: SocketRates
  clients: ConnectedClients
  /** Of the page that has opened it, where only an app can allow it; null: it needs nobody's leave. */
  origin: string | null
  /** Called once, when the client signs in. @throws CallgrantError `rate_limited` when there are too many already */
  onSignedIn: () => void
}

interface Frame {
  data: RawData
  isBinary: boolean
}

export class Connection {
  readonly #id = randomUUID()
  readonly #socket: WebSocket
  readonly #address: string
  readonly #options: ConnectionOptions
  readonly #frames: Frame[] = []
  /** Set while frames are being handled. */
  #handling: Promise<void> | null = null
  #session: Session | null = null
  #removeClient = () => {}
  #language: Language = 'en'
  #rateRefusals = 0
  #alive = true
  #closing = false
  /** Frames that arrived since it was closed. */
  #sentAfterClose = 0
  #refreshing = false
  /** What was missed on the bus has not been read from the store yet. */
  #behind = false
  /** The server stops: its clients are not absent, but on their way to another connection. */
  #stopping = false
  #signingIn = false
  /** True until the last pong is on its way; meanwhile only the newest ping is remembered. */
  #ponging = false
  #lastPing: Buffer | null = null
  /** Bytes that waited for the client at the last ping. */
  #waitedAtPing = 0
  readonly #signInTimer: NodeJS.Timeout
  /** Runs while a ping must be answered soon. */
  #answerTimer: NodeJS.Timeout | undefined

  /** @param address of the client, as `addressKey` writes it */
  constructor(socket: WebSocket, address: string, options: ConnectionOptions) {
    this.#socket = socket
    this.#address = address
    this.#options = options
    this.#signInTimer = setTimeout(
      () => this.#end(CLOSE.SIGN_IN_TIMEOUT, 'sign in first'),
      options.limits.signInMs,
    )
    socket.on('message', (data, isBinary) => this.#enqueue({ data, isBinary }))
    socket.on('ping', (data) => this.#control(() => this.#pong(data)))
    socket.on('pong', () => this.#control(() => {}))
    socket.on('close', () => this.#onClose())
    // A frame too large, or text that is not UTF-8: ws closes with the code for it.
    socket.on('error', (err) => options.ctx.log.debug({ err }, 'a client broke the WebSocket protocol'))
  }

  /** True while its sign-in is being checked. */
  get signingIn(): boolean {
    return this.#signingIn
  }

  /** Closes it at once, to make room for a newer connection. */
  evict(): void {
    this.#end(CLOSE.TOO_MANY, 'newer connections came')
  }

  /**
   * Pings the client. Cuts one that did not answer the last ping, or has read nothing since of what waits for it; closes
   * one whose token expired and that is in no call.
   */
  ping(): void {
    if (this.#answerTimer) return
    const waiting = this.#socket.bufferedAmount
    const reads = this.#waitedAtPing === 0 || waiting < this.#waitedAtPing
    this.#waitedAtPing = waiting
    if (!this.#alive || !reads) {
      this.cut()
    } else if (this.#session?.expired && this.#session.idle) {
      this.#close(CLOSE.UNAUTHENTICATED, 'session expired')
    } else {
      this.#alive = false
      this.#socket.ping()
    }
  }

  /**
   * A client that is in a call, or is being rung, counts as there only while it answers: one that is gone in silence
   * must not be rung in vain, and signals to it are not delivered (C6, C15).
   */
  pingInCall(): void {
    if (this.#session && !this.#session.idle) this.#mustAnswer(this.#options.limits.inCallPingMs)
  }

  /** Tells a client that is being rung what it missed: news may be lost on the way between nodes. */
  async refreshRinging(): Promise<void> {
    const session = this.#session
    if (this.#behind) return this.catchUp()
    if (!session?.rings || this.#refreshing) return
    this.#refreshing = true
    try {
      await session.refresh()
    } catch (err) {
      // The store is away: the next round asks again.
      this.#options.ctx.log.warn({ err }, 'a call that rings could not be looked up')
    } finally {
      this.#refreshing = false
    }
  }

  /** True for a client that has signed in and is in no call, nor rung. */
  get idle(): boolean {
    return this.#session?.idle ?? false
  }

  /** Tells the client what it missed while the bus was away. Where the store is away as well, the next round does. */
  async catchUp(): Promise<void> {
    if (!this.#session || this.#closing) return
    this.#behind = false
    try {
      await this.#session.recover()
    } catch (err) {
      if (err instanceof CallgrantError && err.code === 'unauthenticated') {
        this.#close(CLOSE.UNAUTHENTICATED, 'the device was reset')
        return
      }
      this.#behind = true
      this.#options.ctx.log.warn({ err }, 'what a client missed could not be looked up')
    }
  }

  /** Asks the client to reconnect, finishes what is under way, and closes. Calls go on in the store. */
  async stop(afterMs: number): Promise<void> {
    this.#stopping = true
    this.#send({ type: 'reconnect', after_ms: afterMs })
    this.#closing = true
    this.#frames.length = 0
    await this.#handling
    this.#close(1012, 'restarting')
  }

  cut(): void {
    this.#socket.terminate()
  }

  #enqueue(frame: Frame): void {
    this.#markAlive()
    if (this.#closing) {
      // It was told so, and reads nothing, or sends on all the same.
      if (++this.#sentAfterClose > this.#options.limits.queuedFrames) this.cut()
      return
    }
    if (this.#frames.length >= this.#options.limits.queuedFramesMax) {
      this.#end(CLOSE.TOO_MANY, 'too many requests')
      return
    }
    this.#frames.push(frame)
    // TCP makes the client wait; no frame is dropped.
    if (this.#frames.length >= this.#options.limits.queuedFrames) this.#socket.pause()
    this.#handling ??= this.#handleQueued().finally(() => {
      this.#handling = null
    })
  }

  /** One frame after the other, so that requests are carried out in the order in which they were sent. */
  async #handleQueued(): Promise<void> {
    for (let frame = this.#frames.shift(); frame; frame = this.#frames.shift()) {
      if (this.#socket.isPaused && this.#frames.length < this.#options.limits.queuedFrames / 2) {
        this.#socket.resume()
      }
      await this.#handle(frame)
    }
  }

  async #handle({ data, isBinary }: Frame): Promise<void> {
    const read = readFrame(data, isBinary)
    const id = read.kind === 'refused' ? read.id : read.envelope.id
    try {
      this.#options.rates.frame(this.#id, this.#session?.address ?? null)
      if (read.kind === 'refused') throw read.error
      const { envelope } = read
      if (envelope.type === 'sign_in') return await this.#signIn(envelope)
      if (!this.#session) {
        this.#refuse(id, new CallgrantError('unauthenticated', { message: 'Sign in first.' }))
        return this.#close(CLOSE.UNAUTHENTICATED, 'sign in first')
      }
      this.#send({ reply_to: id, ok: true, ...(await handleRequest(this.#session, envelope)) })
    } catch (error) {
      this.#refuse(id, error)
      if (read.kind === 'refused' && read.fatal) {
        this.#close(CLOSE.BAD_MESSAGE, 'not one JSON object of text')
      }
    }
  }

  /** A ping or a pong: a sign of life, and counted as any other frame is. */
  #control(answer: () => void): void {
    if (this.#closing) return
    this.#markAlive()
    try {
      this.#options.rates.frame(this.#id, this.#session?.address ?? null)
    } catch {
      // There is no reply to a control frame that could say so.
      if (++this.#rateRefusals > this.#options.limits.rateRefusals) {
        this.#end(CLOSE.TOO_MANY, 'too many frames')
      }
      return
    }
    answer()
  }

  /** Answers the newest ping, once the answer before it is on its way: only the last of several needs one (RFC 6455, 5.5.2). */
  #pong(data: Buffer): void {
    // A copy, since `data` is a view of all that was read with it.
    if (this.#ponging) this.#lastPing = Buffer.from(data)
    else {
      this.#ponging = true
      this.#socket.pong(data, false, () => {
        const next = this.#lastPing
        this.#ponging = false
        this.#lastPing = null
        if (next && this.#socket.readyState === this.#socket.OPEN) this.#pong(next)
      })
    }
  }

  /** The first request of a connection, and again with a new token before the old one expires. */
  async #signIn(envelope: Envelope): Promise<void> {
    const renewing = this.#session !== null
    this.#signingIn = true
    try {
      const reply = await this.#openSession(envelope)
      this.#send({ reply_to: envelope.id, ok: true, ...reply })
      this.#session?.ready()
    } catch (error) {
      this.#refuse(envelope.id, error)
      if (!renewing) this.#close(...closeAfterRefusal(error))
    } finally {
      this.#signingIn = false
    }
  }

  async #openSession(envelope: Envelope): Promise<Reply<'sign_in'>> {
    const { ctx, limits, rates, origin, onSignedIn } = this.#options
    const request = parseSignIn(envelope)
    this.#language = request.language
    const identified = await authenticateSignIn(ctx, rates, this.#address, request)
    await requireAppOrigin(ctx, origin, identified.client.appid)
    let session = this.#session
    let calls: Reply<'sign_in'>['calls']
    if (session) {
      session.renew(identified)
      calls = await session.resume()
    } else {
      session = new Session(ctx, identified, {
        tell: (notice) => this.#tell(notice),
        // Its client has opened a newer connection, so this one is most likely dead.
        superseded: () => this.#mustAnswer(limits.supersededPingMs),
        keyTaken: () => this.#close(CLOSE.UNAUTHENTICATED, 'the device was reset'),
        forgotten: () => this.#close(CLOSE.UNAUTHENTICATED, 'the person was forgotten'),
      })
      onSignedIn()
      this.#addClient(session)
      calls = await session.open()
      clearTimeout(this.#signInTimer)
    }
    const rings = await openRings(ctx, session.client)
    return {
      role: session.client.role,
      expires_in: session.expiresIn(),
      calls,
      ...(rings.length > 0 && { rings }),
      ice_servers: session.iceServers(),
      server_time: ctx.now(),
    }
  }

  #addClient(session: Session): void {
    const remove = this.#options.clients.add(session, () =>
      this.#close(CLOSE.TOO_MANY, 'newer clients signed in'),
    )
    if (!remove) {
      const message = 'All other clients of this person or device are in calls. Close one of them.'
      throw new CallgrantError('rate_limited', { message, retryAfter: 10 })
    }
    this.#session = session
    this.#removeClient = remove
    // The connection was closed while its token was being checked.
    if (this.#socket.readyState !== this.#socket.OPEN) this.#onClose()
  }

  #tell(notice: object): void {
    this.#send(notice)
    if (this.#session?.rings) this.pingInCall()
  }

  /** Pings the client, and cuts the connection unless something arrives in time. */
  #mustAnswer(ms: number): void {
    // What waits in a paused socket is not read, an answer neither.
    if (this.#answerTimer || this.#socket.isPaused || this.#closing) return
    this.#alive = false
    this.#socket.ping()
    this.#answerTimer = setTimeout(() => {
      // Later by one turn of the event loop: what has arrived while this process was busy is read first.
      setImmediate(() => {
        this.#answerTimer = undefined
        if (!this.#alive) this.cut()
      })
    }, ms)
  }

  #markAlive(): void {
    this.#alive = true
  }

  #refuse(id: string | number | null, error: unknown): void {
    const refusal = error instanceof CallgrantError ? error : new CallgrantError('internal', { cause: error })
    if (refusal.code === 'internal') this.#options.ctx.log.error({ err: error }, 'a WebSocket request failed')
    if (refusal.code === 'rate_limited' && ++this.#rateRefusals > this.#options.limits.rateRefusals) {
      this.#end(CLOSE.TOO_MANY, 'too many requests')
    } else this.#send(refusalFrame(id, refusal.toWire(this.#language)))
  }

  #send(message: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    // What a client does not read stays in memory.
    if (this.#socket.bufferedAmount > this.#options.limits.bufferedBytes) this.cut()
    else this.#socket.send(JSON.stringify(message))
  }

  #close(code: number, reason: string): void {
    this.#closing = true
    this.#frames.length = 0
    // While paused, the close frame of the other side would not be read.
    if (this.#socket.isPaused) this.#socket.resume()
    this.#socket.close(code, reason)
  }

  /** Closes it without waiting for the other side, which may never answer. */
  #end(code: number, reason: string): void {
    this.#close(code, reason)
    // The close frame is written at once, unless the client does not read.
    setImmediate(() => this.cut())
  }

  #onClose(): void {
    clearTimeout(this.#signInTimer)
    clearTimeout(this.#answerTimer)
    this.#closing = true
    this.#frames.length = 0
    this.#removeClient()
    if (!this.#session) return
    const { ctx, client, ringing, held } = this.#session
    this.#session.close()
    for (const roomId of ringing) checkListenerSoon(ctx, client.appid, roomId)
    if (this.#stopping) return
    for (const roomId of held) inBackground(ctx, () => noteAbsence(ctx, client, roomId))
  }
}
