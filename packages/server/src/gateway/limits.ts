/** What one connection and one address may do, so that none can starve the others; memory for it is bounded. */

import { CallgrantError } from '@callgrant/protocol'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Settings } from '../config/settings.ts'

/** Figures of the gateway. Tests pass their own. */
export interface GatewayLimits {
  /** How long a new connection may take to sign in, in milliseconds. */
  signInMs: number
  /** Every so often each connection is pinged; one that did not answer the ping before is cut. */
  pingMs: number
  /** How long a connection may take to show that it lives when its client has opened a newer one. */
  proofMs: number
  /** Frames of one connection in ten seconds. A call's signalling is some fifty. */
  framesPer10s: number
  /** Connections of one address that have not signed in yet. */
  unsignedPerAddress: number
  /** Bytes that may wait for a client that does not read; past it the connection is cut. */
  bufferedBytes: number
  /** Frames that wait behind the one that is handled; at that many the connection is not read from. */
  queuedFrames: number
  /** Refusals of one connection for its rate; past it the connection is closed. */
  rateRefusals: number
  /** How long a graceful stop waits for what is under way, in milliseconds. */
  stopMs: number
}

export const GATEWAY_LIMITS: GatewayLimits = {
  signInMs: 10_000,
  pingMs: 20_000,
  proofMs: 3_000,
  framesPer10s: 300,
  unsignedPerAddress: 64,
  bufferedBytes: 1024 * 1024,
  queuedFrames: 16,
  rateRefusals: 50,
  stopMs: 2_000,
}

/** An address may send this many frames for each HTTP request that the settings allow it. */
const FRAMES_PER_REQUEST = 10

/** Counters; each `…` throws CallgrantError `rate_limited` with the seconds to wait. */
export interface Rates {
  connect(address: string): Promise<void>
  signIn(address: string): Promise<void>
  /** A token that was not good: those who try many are slowed down, right ones always pass. */
  wrongToken(address: string): Promise<void>
  frame(connectionId: string, address: string): Promise<void>
}

export function rates(settings: Settings, limits: GatewayLimits): Rates {
  const perMinute = (points: number) => counter(points, 60)
  const connections = perMinute(settings.rateLimit)
  const signIns = perMinute(settings.credentialRateLimit)
  const wrongTokens = perMinute(settings.wrongCredentialLimit)
  const framesOfAddress = perMinute(settings.rateLimit * FRAMES_PER_REQUEST)
  const framesOfConnection = counter(limits.framesPer10s, 10)
  return {
    connect: connections,
    signIn: signIns,
    wrongToken: wrongTokens,
    async frame(connectionId, address) {
      await framesOfConnection(connectionId)
      await framesOfAddress(address)
    },
  }
}

/** Counts up to `points` in `seconds` for each key; 0 points: no limit. */
function counter(points: number, seconds: number): (key: string) => Promise<void> {
  if (points === 0) return async () => {}
  const limiter = new RateLimiterMemory({ points, duration: seconds })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
      throw new CallgrantError('rate_limited', { retryAfter })
    }
  }
}
