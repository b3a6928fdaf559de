/** One WebSocket: its frames in their order, its replies, and its ends. Knows no rule of calls. */

import { randomUUID } from 'node:crypto'
import { CallgrantError, CLOSE, type Language, type Reply } from '@callgrant/protocol'
import type { RawData, WebSocket } from 'ws'
import { identifyClient } from '../acts/calls/identify-client.ts'
import type { Context } from '../acts/context.ts'
import { type Envelope, readFrame, refusalFrame } from './frames.ts'
import type { GatewayLimits, Rates } from './limits.ts'
import { handleRequest, parseSignIn } from './requests.ts'
import type { Roster } from './roster.ts'
import { Session } from './session.ts'

/** What the gateway gives each connection. */
export interface Surroundings {
  ctx: Context
  limits: GatewayLimits
  rates: Rates
  roster: Roster
  /** Called once, when the client has signed in. */
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
  readonly #around: Surroundings
  readonly #frames: Frame[] = []
  #working: Promise<void> | null = null
  #session: Session | null = null
  #leaveRoster = () => {}
  #language: Language = 'en'
  #rateRefusals = 0
  #lives = true
  #closing = false
  readonly #signInTimer: NodeJS.Timeout
  #proofTimer: NodeJS.Timeout | undefined

  /** @param address where it comes from, as limits are counted */
  constructor(socket: WebSocket, address: string, around: Surroundings) {
    this.#socket = socket
    this.#address = address
    this.#around = around
    this.#signInTimer = setTimeout(
      () => this.#close(CLOSE.SIGN_IN_TIMEOUT, 'sign in first'),
      around.limits.signInMs,
    )
    socket.on('message', (data, isBinary) => this.#take({ data, isBinary }))
    socket.on('pong', () => this.#live())
    socket.on('close', () => this.#gone())
    // A frame too large, or text that is not UTF-8: ws answers with the right close code itself.
    socket.on('error', (err) => around.ctx.log.debug({ err }, 'a client broke the WebSocket protocol'))
  }

  /** Pings the client, and cuts one that did not answer the ping before, or whose session is over and unused. */
  ping(): void {
    if (!this.#lives) {
      this.cut()
    } else if (this.#session?.expired && this.#session.idle) {
      this.#close(CLOSE.UNAUTHENTICATED, 'session expired')
    } else {
      this.#lives = false
      this.#socket.ping()
    }
  }

  /** Asks the client to come back elsewhere, finishes what is under way, and closes. Calls go on in the store. */
  async stop(afterMs: number): Promise<void> {
    this.#send({ type: 'reconnect', after_ms: afterMs })
    this.#closing = true
    this.#frames.length = 0
    await this.#working
    this.#close(1012, 'restarting')
  }

  cut(): void {
    this.#socket.terminate()
  }

  #take(frame: Frame): void {
    this.#live()
    if (this.#closing) return
    this.#frames.push(frame)
    // The client waits, and so does the network behind it; nothing is dropped.
    if (this.#frames.length >= this.#around.limits.queuedFrames) this.#socket.pause()
    this.#working ??= this.#work().finally(() => {
      this.#working = null
    })
  }

  /** One frame after the other, so that what a client says is done in the order in which it said it. */
  async #work(): Promise<void> {
    for (let frame = this.#frames.shift(); frame; frame = this.#frames.shift()) {
      if (this.#socket.isPaused && this.#frames.length < this.#around.limits.queuedFrames / 2) {
        this.#socket.resume()
      }
      await this.#handle(frame)
    }
  }

  async #handle({ data, isBinary }: Frame): Promise<void> {
    const read = readFrame(data, isBinary)
    if (read.kind === 'refused') {
      this.#refuse(read.id, read.error)
      if (read.fatal) return this.#close(CLOSE.BAD_MESSAGE, 'not one JSON object of text')
      return
    }
    const { envelope } = read
    try {
      await this.#around.rates.frame(this.#id, this.#address)
      if (envelope.type === 'sign_in') return await this.#signIn(envelope)
      if (!this.#session) {
        this.#refuse(envelope.id, new CallgrantError('unauthenticated', { message: 'Sign in first.' }))
        return this.#close(CLOSE.UNAUTHENTICATED, 'sign in first')
      }
      this.#send({ reply_to: envelope.id, ok: true, ...(await handleRequest(this.#session, envelope)) })
    } catch (error) {
      this.#refuse(envelope.id, error)
    }
  }

  /** The first request, and again before the session expires, then on the same connection with a new token. */
  async #signIn(envelope: Envelope): Promise<void> {
    const renewing = this.#session !== null
    try {
      const reply = await this.#admit(envelope)
      this.#send({ reply_to: envelope.id, ok: true, ...reply })
      this.#session?.ready()
    } catch (error) {
      this.#refuse(envelope.id, error)
      if (!renewing) this.#close(...whyNotSignedIn(error))
    }
  }

  async #admit(envelope: Envelope): Promise<Reply<'sign_in'>> {
    const { ctx, rates, onSignedIn } = this.#around
    const request = parseSignIn(envelope)
    this.#language = request.language
    await rates.signIn(this.#address)
    const identified = await this.#identify(request.token, request.client_id)
    let session = this.#session
    let calls: Reply<'sign_in'>['calls']
    if (session) {
      session.renew(identified)
      calls = await session.resume()
    } else {
      session = new Session(
        ctx,
        identified,
        (notice) => this.#send(notice),
        () => this.#proveLife(),
        () => this.#close(CLOSE.UNAUTHENTICATED, 'the device was reset'),
      )
      this.#enter(session)
      calls = await session.open()
      clearTimeout(this.#signInTimer)
      onSignedIn()
    }
    return {
      role: session.client.role,
      expires_in: session.expiresIn(),
      calls,
      ice_servers: session.iceServers(),
      server_time: ctx.now(),
    }
  }

  async #identify(token: string, clientId: string) {
    try {
      return await identifyClient(this.#around.ctx, token, clientId)
    } catch (error) {
      if (error instanceof CallgrantError && error.code === 'unauthenticated') {
        await this.#around.rates.wrongToken(this.#address)
      }
      throw error
    }
  }

  #enter(session: Session): void {
    const leave = this.#around.roster.enter(session, () =>
      this.#close(CLOSE.TOO_MANY, 'newer clients signed in'),
    )
    if (!leave) {
      const message = 'All other clients of this person or device are in calls. Close one of them.'
      throw new CallgrantError('rate_limited', { message, retryAfter: 10 })
    }
    this.#session = session
    this.#leaveRoster = leave
    // It went away while its token was being read.
    if (this.#socket.readyState !== this.#socket.OPEN) this.#gone()
  }

  /** Its client has opened a newer connection: this one is most likely dead, and must not swallow signals. */
  #proveLife(): void {
    this.#lives = false
    this.#socket.ping()
    clearTimeout(this.#proofTimer)
    this.#proofTimer = setTimeout(() => {
      if (!this.#lives) this.#socket.terminate()
    }, this.#around.limits.proofMs)
  }

  #live(): void {
    this.#lives = true
  }

  #refuse(id: string | number | null, error: unknown): void {
    const refusal = error instanceof CallgrantError ? error : new CallgrantError('internal', { cause: error })
    if (refusal.code === 'internal') this.#around.ctx.log.error({ err: error }, 'a WebSocket request failed')
    if (refusal.code === 'rate_limited' && ++this.#rateRefusals > this.#around.limits.rateRefusals) {
      this.#close(CLOSE.TOO_MANY, 'too many requests')
    }
    this.#send(refusalFrame(id, refusal.toWire(this.#language)))
  }

  #send(message: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    // A client that does not read would hold our memory.
    if (this.#socket.bufferedAmount > this.#around.limits.bufferedBytes) this.cut()
    else this.#socket.send(JSON.stringify(message))
  }

  #close(code: number, reason: string): void {
    this.#closing = true
    this.#frames.length = 0
    // Read on, or the close frame of the other side would never arrive.
    if (this.#socket.isPaused) this.#socket.resume()
    this.#socket.close(code, reason)
  }

  #gone(): void {
    clearTimeout(this.#signInTimer)
    clearTimeout(this.#proofTimer)
    this.#closing = true
    this.#frames.length = 0
    this.#leaveRoster()
    this.#session?.close()
  }
}

/** The close code after a refused sign-in. Only a token that is not good asks for another one. */
function whyNotSignedIn(error: unknown): [code: number, reason: string] {
  switch (error instanceof CallgrantError ? error.code : 'internal') {
    case 'rate_limited':
      return [CLOSE.TOO_MANY, 'too many sign-ins']
    case 'unavailable':
      return [1013, 'try again later']
    case 'internal':
      return [1011, 'the sign-in failed']
    default:
      return [CLOSE.UNAUTHENTICATED, 'not signed in']
  }
}
