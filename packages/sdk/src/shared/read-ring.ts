/** What a push says of a call, in a service worker and in a native app. Imports types alone. */

import type { PushedRing, RingMessage } from '@callgrant/protocol'

export type { PushedRing, RingMessage }

/** Attempts to decline, and the pause between them. */
const ATTEMPTS = 3
const PAUSE_MS = 1_500

/** True for a push of Callgrant's, so that your own `push` listener can leave it alone. */
export function isRing(data: unknown): data is RingMessage {
  return typeof data === 'object' && data !== null && (data as { callgrant?: unknown }).callgrant === 1
}

/**
 * What a native push says: of the payload that PushKit or a notification gives on Apple's platforms, or the `data` of a message of
 * FCM. Null for a push that is not Callgrant's.
 */
export function readRing(payload: unknown): RingMessage | null {
  const { callgrant } = (payload ?? {}) as { callgrant?: unknown }
  const message: unknown = typeof callgrant === 'string' ? JSON.parse(callgrant) : callgrant
  return isRing(message) ? message : null
}

/**
 * Declines a pushed ring for all clients of its person, with no session and no connection. What the server refuses is over, or
 * was answered elsewhere; with no network it rings to its end, unless one of three attempts gets through.
 */
export async function declineRing({ decline: { url, token } }: PushedRing): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const { status } = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
      if (status < 500 && status !== 429) return
    } catch {
      // No network just now: it rings to its end unless the next attempt gets through.
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
