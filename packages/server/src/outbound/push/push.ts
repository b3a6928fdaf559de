/** What is pushed, to whom, and what may come of it. */

import type { RingMessage } from '@callgrant/protocol'
import type { SubscriptionRow } from '../../store/push-subscriptions.ts'

/** Where a subscription is pushed to; sealed in the store, since whoever has it can push. */
export interface PushTarget {
  endpoint: string
  p256dh: string
  auth: string
  /** What the notification opens. */
  page: string
  /** Where the client reaches this server. */
  server: string
}

/** One message for one subscription. */
export interface Push {
  subscription: SubscriptionRow
  target: PushTarget
  message: RingMessage
  /** How long the push service may keep it, in whole seconds. */
  ttlSeconds: number
  urgency: 'high' | 'normal'
}

/** `gone`: the push service says that there is no such subscription any more. */
export type PushOutcome = 'sent' | 'gone' | 'failed'

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
