/** One example for every message of the WebSocket: in the AsyncAPI document, and checked against the schemas. */

import type { Call, NOTICES, Reply, Request, RequestType, Ring } from '@callgrant/protocol'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'

const noon = 1_760_000_000_000
const room = { room_id: 'r_9nXl0aQh1bZ-Tk3c' }

const created: Call = {
  ...room,
  version: 1,
  state: 'created',
  room_type: 'video',
  business_type: 1,
  charge_type: 'duration',
  model_id: 'm_door',
  sn: 'door-1',
  openid: 'alice',
  caller: { kind: 'device', id: 'door-1', name: 'Front door phone', camera: true, client_id: 'door-1-main' },
  listener: { kind: 'person', id: 'alice', name: 'alice', camera: true, client_id: null },
  caller_joined: false,
  early_setup: 'all',
  preview: true,
  custom_query: null,
  payload: null,
  time_limit_seconds: null,
  created_at: noon,
  joined_at: null,
  accepted_at: null,
  started_at: null,
  ended_at: null,
  end: null,
}
const ringing: Call = {
  ...created,
  version: 2,
  state: 'ringing',
  caller_joined: true,
  joined_at: noon + 300,
}
const connecting: Call = {
  ...ringing,
  version: 3,
  state: 'connecting',
  listener: { ...created.listener, client_id: 'alice-phone' },
  accepted_at: noon + 4_000,
}
const talking: Call = { ...connecting, version: 5, state: 'talking', started_at: noon + 4_600 }
const ended = (end: Partial<NonNullable<Call['end']>>, from: Call = ringing): Call => ({
  ...from,
  version: from.version + 1,
  state: 'ended',
  ended_at: noon + 9_000,
  end: { reason: 'hung_up', by: 'caller', origin: 'manual', message: null, ...end },
})
const rung: Call = { ...ringing, ring_id: 'h_5tGq2LwX9cVb0aQe' }
const ring: Ring = {
  ring_id: 'h_5tGq2LwX9cVb0aQe',
  version: 4,
  state: 'ringing',
  plan: 'together',
  room_type: 'video',
  model_id: 'm_door',
  sn: 'door-1',
  client_id: 'door-1-main',
  people: [
    { openid: 'alice', name: 'Alice', seconds: 30, ...room, outcome: 'ringing', refusal: null },
    {
      openid: 'bob',
      name: 'Bob',
      seconds: 30,
      room_id: null,
      outcome: 'refused',
      refusal: { code: 'not_authorized', message: 'openid has refused device door-1' },
    },
    {
      openid: 'carol',
      name: null,
      seconds: 45,
      room_id: 'r_Zk3c9nXl0aQh1bTm',
      outcome: 'busy',
      refusal: null,
    },
  ],
  created_at: noon,
  ended_at: null,
  end: null,
}
const ice_servers = [
  { urls: ['stun:stun.example.com:3478'] },
  {
    urls: ['turn:turn.example.com:3478?transport=udp'],
    username: '1760086400:home.alice',
    credential: 'x1bq4m0Zk0g3sU9w7c5H2o8f6Yk=',
  },
]
const offer = { kind: 'description', type: 'offer', sdp: 'v=0\r\n…', offer: 1 } as const

const requests: { [T in RequestType]: Request<T> } = {
  sign_in: {
    id: 1,
    type: 'sign_in',
    token: 'eyJhbGciOiJFZERTQSJ9…',
    client_id: 'door-1-main',
    language: 'en',
  },
  'call.start': {
    id: 2,
    type: 'call.start',
    to: { openid: 'alice' },
    room_type: 'video',
    caller_id: 'door-1',
    time_limit_seconds: 300,
  },
  'call.join': { id: 3, type: 'call.join', ...room },
  'call.accept': { id: 4, type: 'call.accept', ...room },
  'call.reject': { id: 5, type: 'call.reject', ...room, origin: 'manual' },
  'call.cancel': { id: 6, type: 'call.cancel', ...room, origin: 'manual' },
  'call.hang_up': { id: 7, type: 'call.hang_up', ...room, origin: 'manual' },
  'call.media_ready': { id: 8, type: 'call.media_ready', ...room },
  'call.failed': { id: 9, type: 'call.failed', ...room, message: 'no camera' },
  'call.alive': { id: 10, type: 'call.alive', ...room, media: true },
  'call.quality': {
    id: 13,
    type: 'call.quality',
    ...room,
    quality: { setup_ms: 240, loss: 0.004, rtt_ms: 38, freezes: 1, frozen_ms: 420, path: 'direct' },
  },
  'ring.start': {
    id: 14,
    type: 'ring.start',
    people: [
      { openid: 'alice', name: 'Alice' },
      { openid: 'bob', name: 'Bob' },
      { openid: 'carol', seconds: 45 },
    ],
    plan: 'together',
    seconds: 30,
    room_type: 'video',
  },
  'ring.cancel': { id: 15, type: 'ring.cancel', ring_id: ring.ring_id, origin: 'manual' },
  signal: { id: 11, type: 'signal', ...room, data: offer, to: 'alice-phone' },
  'push.pause': {
    id: 14,
    type: 'push.pause',
    subscription_id: 'n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg',
  },
  ping: { id: 12, type: 'ping' },
}

/** Some replies have no fields of their own. */
type ReplyFields<T extends RequestType> = T extends 'call.alive' | 'call.quality' | 'push.pause' | 'ping'
  ? unknown
  : Reply<T>

const replies: { [T in RequestType]: { reply_to: number; ok: true } & ReplyFields<T> } = {
  sign_in: {
    reply_to: 1,
    ok: true,
    role: 'device',
    expires_in: 3600,
    calls: [],
    ice_servers,
    server_time: noon,
  },
  'call.start': { reply_to: 2, ok: true, call: created, ice_servers },
  'call.join': { reply_to: 3, ok: true, call: ringing, ice_servers },
  'call.accept': { reply_to: 4, ok: true, call: connecting, ice_servers },
  'call.reject': { reply_to: 5, ok: true, call: ended({ reason: 'rejected', by: 'listener' }) },
  'call.cancel': { reply_to: 6, ok: true, call: ended({ reason: 'cancelled' }) },
  'call.hang_up': { reply_to: 7, ok: true, call: ended({}, talking) },
  'call.media_ready': { reply_to: 8, ok: true, call: talking },
  'call.failed': {
    reply_to: 9,
    ok: true,
    call: ended({ reason: 'aborted', origin: 'other', message: 'no camera' }, connecting),
  },
  'call.alive': { reply_to: 10, ok: true },
  'call.quality': { reply_to: 13, ok: true },
  'ring.start': { reply_to: 14, ok: true, ring, calls: [rung], ice_servers },
  'ring.cancel': {
    reply_to: 15,
    ok: true,
    ring: {
      ...ring,
      version: 5,
      state: 'ended',
      people: ring.people.map((person) =>
        person.outcome === 'ringing' ? { ...person, outcome: 'cancelled' } : person,
      ),
      ended_at: noon + 9_000,
      end: { reason: 'cancelled', room_id: null },
    },
  },
  signal: { reply_to: 11, ok: true, delivered: true },
  'push.pause': { reply_to: 14, ok: true },
  ping: { reply_to: 12, ok: true },
}

const notices: { [K in keyof typeof NOTICES]: object } = {
  call: { type: 'call', call: ringing },
  'call.listener': { type: 'call.listener', ...room, online: false },
  ring: {
    type: 'ring',
    ring: {
      ...ring,
      version: 5,
      state: 'ended',
      people: ring.people.map((person) =>
        person.outcome === 'ringing' ? { ...person, outcome: 'answered' } : person,
      ),
      ended_at: noon + 4_000,
      end: { reason: 'answered', ...room },
    },
  },
  signal: { type: 'signal', ...room, data: { kind: 'early' }, from: 'alice-phone' },
  'authorizations.changed': { type: 'authorizations.changed' },
  'push.message': { type: 'push.message', msg: '{"volume":3}', appid: 'cg_8fK2' },
  'missed_calls.changed': { type: 'missed_calls.changed', unread: 2 },
  reconnect: { type: 'reconnect', after_ms: 640 },
  error: { type: 'error', error: { code: 'bad_request', message: 'The frame is not JSON.' } },
}

export const EXAMPLES = {
  requests,
  replies,
  notices,
  refused: {
    reply_to: 2,
    ok: false,
    error: {
      code: 'not_authorized',
      message: 'openid has not authorized device door-1',
      wechat: { errCode: PLUGIN_CODES.NOT_AUTHORIZED },
    },
  },
}
