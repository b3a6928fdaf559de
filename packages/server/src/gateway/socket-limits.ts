/** Limits of the WebSocket: what one connection and one address may do, so that none takes the share of others. */

import { CallgrantError } from '@callgrant/protocol'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Settings } from '../config/settings.ts'
import { WindowCounter } from '../transport/window-counter.ts'

/** Fixed limits. Tests pass their own. */
export interface SocketLimits {
  /** How long a new connection may take to sign in, in milliseconds. */
  signInMs: number
  /** Milliseconds between two pings of each connection; one that did not answer the last ping is cut. */
  pingMs: number
  /** Milliseconds between two looks at the store for clients that are being rung: the news of the end may be lost. */
  refreshMs: number
  /** Milliseconds that a connection has to answer a ping when its client has opened a newer one. */
  supersededPingMs: number
  /** Milliseconds that a client which is in a call, or is being rung, has to answer a ping, which it gets every `refreshMs`. */
  inCallPingMs: number
  /** Frames of one connection in ten seconds, pings and pongs included. A call's signalling is some fifty. */
  framesPer10s: number
  /** The same, of a connection that has not signed in: it has one request to send. */
  framesBeforeSignIn: number
  /** Connections that have not signed in yet: of one address, and in all. The newest one closes the oldest. */
  notSignedInPerAddress: number
  notSignedIn: number
  /** Bytes that may wait for a client that does not read; past that the connection is cut. */
  bufferedBytes: number
  /** Frames that wait behind the one being handled; at that many the connection is not read from. */
  queuedFrames: number
  /** What was read already may hold more frames than that. At this many the connection is closed. */
  queuedFramesMax: number
  /** `rate_limited` refusals of one connection; past that the connection is closed. */
  rateRefusals: number
  /** How long this node may lack its store or the bus before its clients that are in no call are sent to another, in ms. */
  unreadyMs: number
  /** Clients that read the store at the same time, once the bus is back. */
  catchingUp: number
  /** How long a graceful stop waits for what is under way, in milliseconds. */
  stopMs: number
}

export const SOCKET_LIMITS: SocketLimits = {
  signInMs: 10_000,
  pingMs: 20_000,
  refreshMs: 5_000,
  supersededPingMs: 3_000,
  inCallPingMs: 4_000,
  framesPer10s: 300,
  framesBeforeSignIn: 20,
  notSignedInPerAddress: 64,
  notSignedIn: 2000,
  bufferedBytes: 1024 * 1024,
  queuedFrames: 16,
  queuedFramesMax: 512,
  rateRefusals: 50,
  unreadyMs: 5_000,
  catchingUp: 8,
  stopMs: 2_000,
}

/** All connections of a person or a device together: this many frames for each HTTP request that the settings allow it. */
const FRAMES_PER_REQUEST = 10

/** Counts what clients do. Each function throws CallgrantError `rate_limited`, with the seconds to wait, when it is too much. */
export interface SocketRates {
  /** @param client the person or device that signs in: whoever else is at its address is not counted with it */
  signIn(client: string): Promise<void>
  /** Counts a wrong token. Right ones are not counted, so that one bad client does not lock out its whole address. */
  wrongToken(address: string): Promise<void>
  /**
   * Counts a frame of whatever kind.
   * @param client the person or device that has signed in; null: nobody has yet. What others at its address send is not
   *   counted with it, so that they cannot keep it out
   */
  frame(connectionId: string, client: string | null): void
}

export function createSocketRates(settings: Settings, limits: SocketLimits): SocketRates {
  const framesOfConnection = new WindowCounter(limits.framesPer10s, 10_000)
  const framesBeforeSignIn = new WindowCounter(limits.framesBeforeSignIn, 10_000)
  const framesOfClient = new WindowCounter(settings.rateLimit * FRAMES_PER_REQUEST, 60_000)
  return {
    signIn: counter(settings.credentialRateLimit, 60),
    wrongToken: counter(settings.wrongCredentialLimit, 60),
    frame(connectionId, client) {
      const waitMs =
        framesOfConnection.take(connectionId) ||
        (client === null ? framesBeforeSignIn.take(connectionId) : framesOfClient.take(client))
      if (waitMs > 0) throw tooMany(waitMs)
    },
  }
}

function tooMany(waitMs: number): CallgrantError {
  return new CallgrantError('rate_limited', { retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) })
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
      throw tooMany(refusal.msBeforeNext)
    }
  }
}
