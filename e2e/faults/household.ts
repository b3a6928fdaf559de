/** A person with a phone, and the doors that ring it: each does what it likes, whatever the others do. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Call, Reply, RequestType } from '@callgrant/protocol'
import type { Client } from './client.ts'
import type { Decider } from './decider.ts'
import type { History, Outcome } from './history.ts'
import type { Random } from './random.ts'

/** How long one waits for the other side to do something, in milliseconds. */
const PATIENCE_MS = 2_500
/** How often a request of which nothing is known is made again. */
const TRIES = 4

export interface Door {
  sn: string
  client: Client
  random: Random
}

export interface HouseholdOptions {
  openid: string
  phone: Client
  decider: Decider
  doors: Door[]
  history: History
  random: Random
  /** How long each pauses between two acts, at most, in milliseconds. */
  thinkMs: number
}

type Ending = 'call.hang_up' | 'call.cancel' | 'call.reject'

export class Household {
  readonly #options: HouseholdOptions
  #going = true
  #starts = 0

  constructor(options: HouseholdOptions) {
    this.#options = options
  }

  /** Goes on until `stop`, and then leaves no call open. */
  async run(): Promise<void> {
    const { doors, decider, phone } = this.#options
    const deciding = this.#repeat(this.#options.random, () => decider.act())
    await Promise.all([deciding, ...doors.map((door) => this.#repeat(door.random, () => this.#ring(door)))])
    await Promise.all([phone, ...doors.map(({ client }) => client)].map((client) => this.#leave(client)))
  }

  stop(): void {
    this.#going = false
  }

  /** After everything is well again: each door rings, and nobody is busy. @returns what is wrong, a line each */
  async lastRing(): Promise<string[]> {
    const { decider, doors, openid } = this.#options
    await decider.allowAll()
    const wrong: string[] = []
    for (const { sn, client } of doors) {
      const outcome = await this.#start(client, sn)
      const subject = `${openid} ${sn}`
      if (outcome.kind !== 'ok') {
        wrong.push(
          `${subject} cannot ring at the end: ${outcome.kind === 'refused' ? outcome.code : outcome.why}`,
        )
      } else if (outcome.reply.call.state === 'ended') wrong.push(`${subject} is busy at the end`)
      await this.#leave(client)
    }
    return wrong
  }

  async #repeat(random: Random, act: () => Promise<void>): Promise<void> {
    while (this.#going) {
      await act()
      await pause(random.next() * this.#options.thinkMs)
    }
  }

  /** One ring, and whatever comes of it. */
  async #ring({ sn, client, random }: Door): Promise<void> {
    const started = await this.#start(client, sn)
    // A call of which nobody heard stands in the reply to a sign-in.
    if (started.kind === 'unknown') return this.#leave(client)
    if (started.kind === 'refused' || started.reply.call.state === 'ended') return
    const { room_id } = started.reply.call
    await this.#insist(client, 'call.join', room_id)
    const { phone } = this.#options
    const rung = await phone.until(room_id, () => true, PATIENCE_MS)
    const fate = random.next()
    if (!rung || fate < 0.1) return this.#end(client, 'call.cancel', room_id)
    if (fate < 0.2) return this.#end(phone, 'call.reject', room_id)
    if (fate < 0.3) {
      // At the same moment: the store decides (C9).
      await Promise.all([
        this.#end(client, 'call.cancel', room_id),
        this.#insist(phone, 'call.accept', room_id),
      ])
      return this.#end(phone, 'call.hang_up', room_id)
    }
    if (fate < 0.5) await pause(random.between(0, 200))
    const accepted = await this.#insist(phone, 'call.accept', room_id)
    if (accepted !== 'ok') return this.#end(client, 'call.cancel', room_id)
    await Promise.all([client, phone].map((one) => this.#insist(one, 'call.media_ready', room_id)))
    await pause(random.between(0, 100))
    const first = random.pick([client, phone])
    const both = random.chance(0.3)
    await Promise.all(
      (both ? [client, phone] : [first]).map((one) => this.#end(one, 'call.hang_up', room_id)),
    )
    await Promise.all([client, phone].map((one) => one.until(room_id, isOver, PATIENCE_MS)))
  }

  #start(client: Client, sn: string): Promise<Outcome<Reply<'call.start'>>> {
    const { openid } = this.#options
    const tag = `${sn} ${this.#starts++}`
    const fields = { to: { openid }, room_type: 'voice' as const, payload: tag }
    return client.request('call.start', fields, { tag, subject: `${openid} ${sn}` })
  }

  async #end(client: Client, type: Ending, roomId: string): Promise<void> {
    await this.#insist(client, type, roomId)
  }

  /** Until the answer is known, or enough is enough. */
  async #insist(
    client: Client,
    type: Exclude<RequestType, 'sign_in' | 'call.start' | 'signal' | 'ping'>,
    roomId: string,
  ): Promise<Outcome<unknown>['kind']> {
    for (let tries = 1; ; tries++) {
      const outcome = await client.request(type, { room_id: roomId } as never, { roomId })
      if (outcome.kind !== 'unknown' || tries === TRIES) return outcome.kind
      await pause(this.#options.random.between(20, 150))
    }
  }

  /** Ends every call that this client has a part in. */
  async #leave(client: Client): Promise<void> {
    await client.connect()
    for (const { room_id } of client.open()) await this.#end(client, 'call.hang_up', room_id)
  }
}

const isOver = (call: Call) => call.state === 'ended'
