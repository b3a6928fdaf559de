/** Doors and people whose calls `calls.ts` makes: through ours, or through a bare relay with as many frames. */

import { WebSocket } from 'ws'

/** Makes whole calls: start, notice, answer, media at both sides, hang-up. One at a time. */
export interface Pair {
  /** @returns milliseconds from the attempt to the other side's notice, once the call is over at both sides */
  call(): Promise<number>
  close(): void
}

type Message = Record<string, unknown> & { call?: { room_id: string; state: string } }

/** A socket, and who waits for a message of it. */
class Side {
  readonly #socket: WebSocket
  #waiting: { wants: (message: string) => boolean; resolve: (message: string) => void }[] = []

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (frame) => {
      const text = String(frame)
      const { yes = [], no = [] } = Object.groupBy(this.#waiting, ({ wants }) => (wants(text) ? 'yes' : 'no'))
      this.#waiting = no
      for (const { resolve } of yes) resolve(text)
    })
  }

  static async open(url: string): Promise<Side> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return new Side(socket)
  }

  send(text: string): void {
    this.#socket.send(text)
  }

  until(wants: (message: string) => boolean): Promise<string> {
    return new Promise((resolve) => this.#waiting.push({ wants, resolve }))
  }

  close(): void {
    this.#socket.terminate()
  }
}

interface Identity {
  url: string
  token: string
  clientId: string
}

/** @param person who is rung; the token of each is of its own node or of any */
export async function ourPair(door: Identity, person: Identity, openid: string): Promise<Pair> {
  const [caller, listener] = [await signedIn(door), await signedIn(person)]
  return {
    async call() {
      const began = performance.now()
      const rings = notice(listener, 'ringing')
      const answered = notice(caller, 'connecting')
      const started = ask(caller, { type: 'call.start', to: { openid }, room_type: 'voice', join: true })
      const { call } = await rings
      const took = performance.now() - began
      const room = { room_id: call?.room_id }
      const talking = notice(caller, 'talking')
      const over = notice(listener, 'ended')
      await Promise.all([
        started,
        ask(listener, { type: 'call.accept', ...room }).then(() =>
          ask(listener, { type: 'call.media_ready', ...room }),
        ),
        answered.then(() => ask(caller, { type: 'call.media_ready', ...room })),
        talking.then(() => ask(caller, { type: 'call.hang_up', ...room, origin: 'manual' })),
        over,
      ])
      return took
    },
    close() {
      caller.close()
      listener.close()
    },
  }
}

/** The same steps, each a frame that is passed on. */
export async function barePair(url: string, name: string): Promise<Pair> {
  const [callerAt, listenerAt] = [`/${name}-door`, `/${name}-person`]
  const caller = await Side.open(url + callerAt)
  const listener = await Side.open(url + listenerAt)
  // About the size of ours.
  const padding = 'x'.repeat(600)
  const pass = async (from: Side, to: Side, at: string, what: string) => {
    const arrived = to.until((text) => text.includes(what))
    from.send(`${at} ${what} ${padding}`)
    await arrived
  }
  return {
    async call() {
      const began = performance.now()
      await pass(caller, listener, listenerAt, 'start')
      const took = performance.now() - began
      await pass(listener, caller, callerAt, 'accept')
      await Promise.all([
        pass(caller, listener, listenerAt, 'ready'),
        pass(listener, caller, callerAt, 'ready'),
      ])
      await pass(caller, listener, listenerAt, 'hang_up')
      return took
    },
    close() {
      caller.close()
      listener.close()
    },
  }
}

async function signedIn({ url, token, clientId }: Identity): Promise<Side> {
  const side = await Side.open(url)
  await ask(side, { type: 'sign_in', token, client_id: clientId.padEnd(8, '-') })
  return side
}

let requests = 0

async function ask(side: Side, request: Message): Promise<Message> {
  const id = ++requests
  const reply = side.until((text) => text.startsWith(`{"reply_to":${id},`))
  side.send(JSON.stringify({ id, ...request }))
  const answer = JSON.parse(await reply) as Message
  if (answer.ok !== true) throw new Error(`${request.type} was refused: ${JSON.stringify(answer)}`)
  return answer
}

/** The first message in which a call is in this state. */
async function notice(side: Side, state: string): Promise<Message> {
  return JSON.parse(
    // Also in a reply: what that has told is no news any more.
    await side.until((text) => text.includes(`"state":"${state}"`)),
  ) as Message
}
