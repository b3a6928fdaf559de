/** What each request does: one act, and the reply. Signals are only passed on. */

import {
  CallgrantError,
  type ParsedRequest,
  REQUESTS,
  type Reply,
  type RequestType,
} from '@callgrant/protocol'
import { acceptCall } from '../acts/calls/accept-call.ts'
import { joinCall } from '../acts/calls/join-call.ts'
import { keepAlive } from '../acts/calls/keep-alive.ts'
import { cancelCall, failCall, hangUpCall, rejectCall } from '../acts/calls/leave-call.ts'
import { mediaReady } from '../acts/calls/media-ready.ts'
import { reportQuality } from '../acts/calls/report-quality.ts'
import { startCall } from '../acts/calls/start-call.ts'
import { cancelRing } from '../acts/rings/cancel-ring.ts'
import { startRing } from '../acts/rings/start-ring.ts'
import { parseOrRefuse } from '../transport/parse.ts'
import type { Envelope } from './frames.ts'
import { relaySignal } from './relay-signal.ts'
import type { Session } from './session.ts'

type Handler<T extends RequestType> = (session: Session, request: ParsedRequest<T>) => Promise<Reply<T>>

const HANDLERS: { [T in Exclude<RequestType, 'sign_in'>]: Handler<T> } = {
  'call.start': async (session, request) => {
    const call = await session.follow(await startCall(session.ctx, session.client, request))
    return { call, ice_servers: session.iceServers() }
  },
  'call.join': async (session, { room_id }) => {
    const call = await session.take(room_id, 'caller', () => joinCall(session.ctx, session.client, room_id))
    return { call, ice_servers: session.iceServers() }
  },
  'call.accept': async (session, { room_id }) => {
    const call = await session.take(room_id, 'listener', () =>
      acceptCall(session.ctx, session.client, room_id),
    )
    return { call, ice_servers: session.iceServers() }
  },
  'call.reject': async (session, { room_id, origin }) => ({
    call: await session.follow(await rejectCall(session.ctx, session.client, room_id, origin)),
  }),
  'call.cancel': async (session, { room_id, origin }) => ({
    call: await session.follow(await cancelCall(session.ctx, session.client, room_id, origin)),
  }),
  'call.hang_up': async (session, { room_id, origin }) => ({
    call: await session.follow(await hangUpCall(session.ctx, session.client, room_id, origin)),
  }),
  'call.media_ready': async (session, { room_id }) => ({
    call: await session.follow(await mediaReady(session.ctx, session.client, room_id)),
  }),
  'call.failed': async (session, { room_id, message }) => ({
    call: await session.follow(await failCall(session.ctx, session.client, room_id, message)),
  }),
  'call.alive': async (session, { room_id, media }) => {
    try {
      session.catchUp(await keepAlive(session.ctx, session.client, room_id, media))
    } catch (error) {
      // The notice of its end was lost on the way.
      if (error instanceof CallgrantError && error.code === 'call_over') await session.catchUpWithEnd(room_id)
      throw error
    }
    return {}
  },
  'call.quality': async (session, { room_id, quality }) => {
    await reportQuality(session.ctx, session.client, room_id, quality)
    return {}
  },
  'ring.start': async (session, request) => {
    const { ring, calls } = await startRing(session.ctx, session.client, request)
    const followed = await Promise.all(calls.map((call) => session.follow(call)))
    return { ring, calls: followed, ice_servers: session.iceServers() }
  },
  'ring.cancel': async (session, { ring_id, origin }) => ({
    ring: await cancelRing(session.ctx, session.client, ring_id, origin),
  }),
  'push.pause': async (session, { subscription_id }) => {
    await session.pausePush(subscription_id)
    return {}
  },
  signal: relaySignal,
  ping: async () => ({}),
}

/**
 * Checks a request of a client that has signed in, and carries it out.
 * @throws CallgrantError `bad_request` with faults, `token_expired`, and what the act refuses
 */
export async function handleRequest(session: Session, envelope: Envelope): Promise<object> {
  const type = envelope.type as Exclude<RequestType, 'sign_in'>
  const request = parseOrRefuse(REQUESTS[type], envelope.fields, 'message')
  session.requireInForce('room_id' in request ? request.room_id : null)
  const handler = HANDLERS[type] as (session: Session, request: unknown) => Promise<object>
  const { tracing } = session.ctx
  if (!tracing || type === 'ping' || type === 'call.alive') return handler(session, request)
  return tracing.span(`socket ${type}`, { kind: 'server' }, () => handler(session, request))
}
