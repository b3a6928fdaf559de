/** What is pushed, to whom, and what may come of it. */

import type { RingMessage } from '@callgrant/protocol'
import type { SubscriptionRow } from '../../store/push-subscriptions.ts'

interface AnyTarget {
  /** Where the client reaches this server. */
  server: string
}
/** A browser. */
export interface WebTarget extends AnyTarget {
  kind: 'web'
  endpoint: string
  p256dh: string
  auth: string
  /** What the notification opens. */
  page: string
}
/** An app on Apple's platforms; it has one token at least. */
export interface ApnsTarget extends AnyTarget {
  kind: 'apns'
  /** Of ordinary notifications, in hex. */
  token: string | null
  /** Of PushKit, in hex: what arrives there is reported to CallKit. */
  voipToken: string | null
  bundle: string
  /** True: the tokens are of a development build. */
  sandbox: boolean
}
/** An app on Android. */
export interface FcmTarget extends AnyTarget {
  kind: 'fcm'
  token: string
}
/** Where a subscription is pushed to; sealed in the store, since whoever has it can push. */
export type PushTarget = WebTarget | ApnsTarget | FcmTarget

/** One message for one subscription. */
export interface Push<Target extends PushTarget = PushTarget> {
  subscription: SubscriptionRow
  target: Target
  message: RingMessage
  /** Until when the push service may keep it, in milliseconds since 1970. */
  expiresAt: number
  /** The same from when the push was made, in whole seconds. */
  ttlSeconds: number
  urgency: 'high' | 'normal'
}

/** `gone`: the push service says that there is no such subscription any more. */
export type PushOutcome = 'sent' | 'gone' | 'failed'

/** One kind of push service. */
export interface PushProvider<Target extends PushTarget> {
  /**
   * One attempt; resolves when the service took it.
   * @throws PushGone, PushDelayed for what may do a moment later; any other error for what will not
   */
  post(push: Push<Target>, signal: AbortSignal): Promise<void>
  /** Closes the connections. */
  close(): Promise<void>
}

/** The push service says that nothing that is pushed there arrives, now or later; the message says why. */
export class PushGone extends Error {}

/** It may be taken a moment later. */
export class PushDelayed extends Error {
  /** When the push service asks to be tried again, in milliseconds; null: it did not say. */
  readonly afterMs: number | null
  constructor(message: string, afterMs: number | null = null) {
    super(message)
    this.name = 'PushDelayed'
    this.afterMs = afterMs
  }
}
