/**
 * The address bus: how one node's act reaches a client on any node. A connected client is a subscription to its
 * address; a message to an address with no subscriber comes back as "nobody there", which is how offline is known.
 */

/** Takes messages for an address. Must not throw. */
export type Handler = (message: unknown) => void

export interface Bus {
  /** Starts to receive what is sent to `address`; the returned function stops it. */
  subscribe(address: string, handler: Handler): () => void
  /**
   * Sends a JSON-serialisable message to every subscriber of `address`.
   * @returns false when nobody is there
   */
  send(address: string, message: unknown): Promise<boolean>
  /** Ends all subscriptions. */
  close(): Promise<void>
}

/** To a device's address, for the nodes alone: its key was taken away, so its connections are to end. */
export const KEY_TAKEN = '$key_taken'

/** The addresses. Ids are of `[0-9A-Za-z_-]` only, so a dot always separates. */
export const address = {
  person: (appid: string, openid: string) => `person.${appid}.${openid}`,
  device: (appid: string, modelId: string, sn: string) => `device.${appid}.${modelId}.${sn}`,
  /** One side of a room: where its signals go. */
  side: (roomId: string, side: 'caller' | 'listener') => `room.${roomId}.${side}`,
  /** What the app's back end hears live. */
  app: (appid: string) => `app.${appid}`,
} as const
