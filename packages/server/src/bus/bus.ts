/**
 * The bus: how an act on one node reaches a client on any node. A connected client is a subscription to its address;
 * a delivery to an address with no subscriber comes back as "nobody there", which is how offline is known.
 *
 * At most once: a message may be late, and one that was published may be lost. Messages of one publisher to one address
 * arrive in their order; nothing is promised between publishers, nor between addresses.
 */

import type { BusMessage, ClientMessage, EventsNews, NodeMessage, SideMessage } from './messages.ts'

export type Handler<M extends BusMessage> = (message: M) => void
export type Unsubscribe = () => void

export interface Bus {
  /**
   * Starts to receive what is sent to an address. What the handler throws is logged and stops no other handler.
   * @returns once the subscription is live: what any node sends from then on is heard, so subscribe first and read the
   *   store after
   * @throws CallgrantError `unavailable` when the bus is away, and was lost more than three seconds ago
   */
  subscribe<M extends BusMessage>(to: Address<M>, handler: Handler<M>): Promise<Unsubscribe>
  /** Sends to whoever listens, and waits for nothing. Never throws: what could not be sent is logged. */
  publish<M extends BusMessage>(to: Address<M>, message: NoInfer<M>): void
  /**
   * Sends, and says whether anybody was there. Costs a round trip, so only where the answer matters.
   * @throws CallgrantError `unavailable` when the bus is away, so that nobody knows
   */
  deliver<M extends BusMessage>(to: Address<M>, message: NoInfer<M>): Promise<boolean>
  /** Whether anybody listens there. @throws CallgrantError `unavailable` when the bus is away, so that nobody knows */
  isThere<M extends BusMessage>(to: Address<M>): Promise<boolean>
  /** Resolves when messages get through. @throws CallgrantError `unavailable` */
  ping(): Promise<void>
  /**
   * Calls the handler each time that messages may have been missed by this node and arrive again: what they told is to
   * be read from the store. Subscriptions go on by themselves.
   */
  onGap(handler: () => void): Unsubscribe
  /** Ends all subscriptions. */
  close(): Promise<void>
}

declare const carries: unique symbol
/** Where messages of type `M` are sent; made by `address` alone. */
export type Address<M extends BusMessage> = string & { readonly [carries]: M }

/** A person or a device, as whoever calls an act. */
type Party =
  | { role: 'person'; appid: string; openid: string }
  | { role: 'device'; appid: string; modelId: string; sn: string }

/** @throws TypeError for an id that would make another address, or a pattern of several */
function typed<M extends BusMessage>(...parts: string[]): Address<M> {
  for (const part of parts) {
    if (!/^[0-9A-Za-z_-]+$/.test(part)) throw new TypeError(`No address is made of ${JSON.stringify(part)}.`)
  }
  return parts.join('.') as Address<M>
}

/** The addresses. Ids are of `[0-9A-Za-z_-]` only, as the protocol has it, so a dot always separates. */
export const address = {
  person: (appid: string, openid: string) => typed<ClientMessage>('person', appid, openid),
  device: (appid: string, modelId: string, sn: string) => typed<ClientMessage>('device', appid, modelId, sn),
  /** All clients of a person or a device. They are one party: limits count them by this too. */
  client: (party: Party): Address<ClientMessage> =>
    party.role === 'person'
      ? address.person(party.appid, party.openid)
      : address.device(party.appid, party.modelId, party.sn),
  /** One side of a room: where its signals go. */
  side: (roomId: string, side: 'caller' | 'listener') => typed<SideMessage>('room', roomId, side),
  /** One client of the listener, while it rings: where the caller's signals for it go. */
  early: (roomId: string, clientId: string) => typed<SideMessage>('room', roomId, 'early', clientId),
  /** Of one subscription: somebody listens while its page is in sight. Nothing is sent there. */
  push: (appid: string, openid: string, id: string) => typed<NodeMessage>('push', appid, openid, id),
  /** Where those who read the events of an app hear of new ones. */
  app: (appid: string) => typed<EventsNews>('app', appid),
} as const
