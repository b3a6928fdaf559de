/**
 * Reads an app's events in their order, each once, and goes on with those to come. The store is what is read: the bus only
 * says that there is something new, and what it does not say is found by the sweep.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import { address, type Unsubscribe } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import type { StoredEvent } from '../../store/events.ts'
import { inBackground } from '../background.ts'
import { announceEvents } from './announce-events.ts'

/** Events of one read. */
const BATCH = 100
/** The position before the first event of an app. */
const START = '0'

/** Readers on this node. */
const followers = new WeakMap<Context, Set<Follower>>()

export interface EventReader {
  /** Told of events one by one; the next is not read before it has resolved. */
  receive(event: StoredEvent): Promise<void> | void
  /** Called when the next event is not kept any more: nothing more is received. */
  onGone?(): void
}

/** @returns the number behind which to go on @throws CallgrantError `events_gone` */
export async function positionOf(ctx: Context, appid: string, id: string): Promise<number> {
  const number = id === START ? 0 : await ctx.store.events.numberOf(appid, id)
  if (number === undefined) throw new CallgrantError('events_gone')
  const [next] = await ctx.store.events.after(appid, number, 1)
  if (next && next.number !== number + 1) throw new CallgrantError('events_gone')
  return number
}

/** Where whoever reads from now on begins. */
export async function newestPosition(ctx: Context, appid: string): Promise<{ id: string; number: number }> {
  const number = (await ctx.store.events.newestNumbers([appid])).get(appid) ?? 0
  // The newest of an app is always kept.
  return { id: (await ctx.store.events.idOf(appid, number)) ?? START, number }
}

/**
 * Follows an app's events until it is told to stop.
 * @param after id of the event behind which to begin; absent: with those that come from now on
 * @returns once it is subscribed; `at` is the position where it begins, and reading begins with `begin()`
 * @throws CallgrantError `events_gone` when those after `after` are not all kept; `unavailable`
 */
export async function followEvents(
  ctx: Context,
  appid: string,
  after: string | undefined,
  reader: EventReader,
): Promise<{ at: string; begin: () => void; stop: Unsubscribe }> {
  let follower: Follower | undefined
  const look = () => follower?.look()
  // Hear first, then read: nothing falls between.
  const unsubscribe = await ctx.bus.subscribe(address.app(appid), look)
  const stopGap = ctx.bus.onGap(look)
  const all = followers.get(ctx) ?? new Set()
  followers.set(ctx, all)
  let stopped = false
  const stop = () => {
    stopped = true
    unsubscribe()
    stopGap()
    follower?.stop()
    if (follower) all.delete(follower)
  }
  try {
    const at =
      after === undefined
        ? await newestPosition(ctx, appid)
        : { id: after, number: await positionOf(ctx, appid, after) }
    const begin = () => {
      if (stopped) return
      follower = new Follower(ctx, appid, at.number, reader)
      all.add(follower)
      follower.look()
    }
    return { at: at.id, begin, stop }
  } catch (error) {
    stop()
    throw error
  }
}

/** Finds events that nobody told of: their node died before it could, or the bus was away. For the sweep. */
export async function findUntoldEvents(ctx: Context): Promise<void> {
  if (ctx.store.events.numbersAfterCommit()) {
    for (const appid of await ctx.store.events.appsToNumber()) announceEvents(ctx, appid)
  }
  const here = [...(followers.get(ctx) ?? [])]
  const newest = await ctx.store.events.newestNumbers([...new Set(here.map(({ appid }) => appid))])
  for (const follower of here) if (follower.position < (newest.get(follower.appid) ?? 0)) follower.look()
}

class Follower {
  readonly appid: string
  /** The number of the event that was read last. */
  position: number
  readonly #ctx: Context
  readonly #reader: EventReader
  #wanted = false
  #reading = false
  #stopped = false

  constructor(ctx: Context, appid: string, position: number, reader: EventReader) {
    this.#ctx = ctx
    this.appid = appid
    this.position = position
    this.#reader = reader
  }

  look(): void {
    this.#wanted = true
    if (this.#reading || this.#stopped) return
    this.#reading = true
    inBackground(this.#ctx, async () => {
      try {
        while (this.#wanted && !this.#stopped) {
          this.#wanted = false
          while ((await this.#readOn()) && !this.#stopped);
        }
      } finally {
        this.#reading = false
      }
    })
  }

  stop(): void {
    this.#stopped = true
  }

  /** @returns true when there may be more */
  async #readOn(): Promise<boolean> {
    const events = await this.#ctx.store.events.after(this.appid, this.position, BATCH)
    for (const event of events) {
      if (this.#stopped) return false
      if (event.number !== this.position + 1) {
        this.stop()
        this.#reader.onGone?.()
        return false
      }
      await this.#reader.receive(event)
      this.position = event.number
    }
    return events.length === BATCH
  }
}
