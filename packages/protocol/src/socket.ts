/**
 * The messages of the WebSocket (`/v1/socket`): JSON, one object in each text frame.
 *
 * A client sends requests `{id, type, …}`; each is answered by exactly one `{reply_to: id, ok: true, …}` or
 * `{reply_to: id, ok: false, error}`. The server also sends notices, which have a `type` and no `reply_to`.
 * The first request must be `sign_in`, within 10 seconds.
 *
 * A call is sent as one snapshot, `Call`, with a `version` that grows with each change: a client that missed some gets
 * the newest and derives the events between from it, so that none is lost and none comes twice (C15).
 */

import { z } from 'zod'
import { SubscriptionId } from './fields.ts'
import { AppId, kept, ModelId, OpenId, Page, ShownName, Sn } from './http.ts'
import {
  RING_PEOPLE_MAX,
  RING_TIMEOUT_MAX_SECONDS,
  RING_TIMEOUT_MIN_SECONDS,
  SDP_MAX,
  TIME_LIMIT_MAX_SECONDS,
} from './limits.ts'
import { ID_PATTERN } from './names.ts'

export const RoomId = z.string().regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
export const RingId = z.string().regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
export const ClientId = z.string().regex(/^[0-9A-Za-z_-]{8,64}$/, 'should be 8 to 64 of 0-9 A-Z a-z _ -')

// The call, as both sides and the back end see it.

export const CallState = z.enum(['created', 'ringing', 'connecting', 'talking', 'ended'])
export const EndReason = z.enum(['cancelled', 'rejected', 'timeout', 'busy', 'hung_up', 'aborted'])
/** Why one side ended it, in WeChat's words. `other`: the other side did. */
export const EndOrigin = z.enum(['manual', 'forceFromApp', 'unloadCallPage', 'other', 'timeLimit'])
export const SideName = z.enum(['caller', 'listener'])
export const RoomType = z.enum(['voice', 'video'])
/** Which candidates the two sides may exchange while it rings. */
export const EarlySetup = z.enum(['off', 'relay', 'all'])

const Party = z.object({
  kind: z.enum(['device', 'person']),
  id: z.string().meta({ description: '`sn` of a device, `openid` of a person' }),
  name: z.string().meta({ description: 'As the other side is to show it (C5)' }),
  camera: z.boolean().meta({ description: 'Whether this side starts with its camera on (C13)' }),
  client_id: z.string().nullable().meta({ description: 'The client that has the call; null until one has' }),
})
const At = z.number().int().nullable()
export const Call = z.object({
  room_id: RoomId,
  version: z.number().int(),
  state: CallState,
  room_type: RoomType,
  business_type: z.number().int(),
  charge_type: z.enum(['duration', 'license']),
  model_id: ModelId,
  sn: Sn,
  openid: OpenId,
  caller: Party,
  listener: Party,
  caller_joined: z.boolean(),
  early_setup: EarlySetup.meta({
    description:
      'Whether the connection may be set up while it rings: not at all, with relay candidates only, or with all',
  }),
  preview: z.boolean().meta({
    description: 'Whether the calling device sends its picture to the listener while it rings (C17)',
  }),
  custom_query: z.string().nullable(),
  payload: z.string().nullable(),
  time_limit_seconds: z.number().int().nullable(),
  created_at: z.number().int(),
  joined_at: At,
  accepted_at: At,
  started_at: At.meta({ description: 'Since when both talk; `keepTime` counts from here (C11)' }),
  ended_at: At,
  end: z
    .object({
      reason: EndReason,
      by: SideName.nullable().meta({ description: 'Which side ended it; null: neither' }),
      origin: EndOrigin,
      message: z.string().nullable(),
      answered_by: z.object({ name: z.string().nullable() }).optional().meta({
        description:
          'Another person whom the device rang too has answered (H3): the name that the device gave of them, if any. Absent: nobody did',
      }),
    })
    .nullable(),
  ring_id: RingId.optional().meta({
    description: 'The ring of several people that this call belongs to (H1). Absent: none',
  }),
})
export const ListCalls = Page.extend({
  openid: OpenId.optional(),
  ring_id: RingId.optional().meta({ description: 'Only calls of this ring of several people' }),
  model_id: ModelId.optional(),
  sn: Sn.optional(),
  open: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only calls still open, or only ended ones' }),
  state: CallState.optional(),
  from: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Calls placed from this time on, in milliseconds since 1970' }),
  to: z.coerce.number().int().min(0).optional().meta({ description: 'Calls placed before this time' }),
  missed: z
    .enum(['true'])
    .optional()
    .meta({ description: 'Only calls that rang and that the listener neither answered nor declined' }),
})

export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
})

// A ring of several people, as the device and the back end see it (docs/households.md).

/** All at once, or one after the other. */
export const RingPlan = z.enum(['together', 'in_turn'])
/** What became of one person. Those of `EndReason` are the end of a call that rang them. */
export const RungOutcome = z.enum([
  'waiting',
  'ringing',
  'answered',
  'another_answered',
  'rejected',
  'timeout',
  'busy',
  'cancelled',
  'aborted',
  'refused',
  'not_rung',
])
export const RungPerson = z.object({
  openid: z.string().meta({ description: 'As the device gave it' }),
  name: z.string().nullable().meta({ description: 'As the device gave it; null: it gave none' }),
  seconds: z.number().int().meta({ description: 'How long this person is rung' }),
  room_id: RoomId.nullable().meta({ description: 'The call that rings this person; null: there is none' }),
  outcome: RungOutcome.meta({
    description:
      '`waiting`: not rung yet; `refused`: no call was made, `refusal` says why; `another_answered`: stopped, because somebody else has it; `not_rung`: it was over before their turn',
  }),
  refusal: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'As the answer to `call.start` with this person alone would be' }),
})
export const RingEndReason = z.enum(['answered', 'no_answer', 'cancelled', 'aborted'])
export const Ring = z.object({
  ring_id: RingId,
  version: z.number().int(),
  state: z.enum(['ringing', 'ended']).meta({
    description: '`ended` also once somebody has answered: from then on there is their call alone',
  }),
  plan: RingPlan,
  room_type: RoomType,
  model_id: ModelId,
  sn: Sn,
  client_id: z.string().meta({ description: 'The client of the device that rings' }),
  people: z.array(RungPerson),
  created_at: z.number().int(),
  ended_at: At,
  end: z
    .object({
      reason: RingEndReason.meta({
        description:
          '`no_answer`: nobody is left, and each person says why; `cancelled`: the device gave up; `aborted`: the device is gone',
      }),
      room_id: RoomId.nullable().meta({ description: 'The call of the person who answered' }),
    })
    .nullable(),
})

// Signalling between the two sides, relayed unchanged.

export const SignalData = z.union([
  z.strictObject({
    kind: z.literal('description'),
    type: z.enum(['offer', 'answer']),
    sdp: z.string().min(1).max(SDP_MAX),
    offer: z.number().int().min(1).max(1_000_000).optional().meta({
      description:
        'Number of the offer; its answer repeats it, so that a late answer is told from a fresh one. An offer without an answer is sent again with the same number, and answered again',
    }),
  }),
  z.strictObject({
    kind: z.literal('candidate'),
    candidate: z.string().max(2048),
    sdpMid: z.string().max(64).nullable().optional(),
    sdpMLineIndex: z.number().int().min(0).max(64).nullable().optional(),
    usernameFragment: z.string().max(256).nullable().optional(),
  }),
  z.strictObject({ kind: z.literal('early') }).meta({
    description:
      'While it rings: a client of the listener asks the caller for an offer of its own, to be connected when it answers',
  }),
  z.strictObject({ kind: z.literal('restart') }).meta({ description: 'Asks the caller for an ICE restart' }),
  z
    .strictObject({
      kind: z.literal('media'),
      camera: z.boolean().optional(),
      microphone: z.boolean().optional(),
    })
    .meta({ description: 'Tells the other side what this side sends now' }),
])

/** What one side says at the end of a call of how good it was. Of what that side received. */
export const CallQuality = z.strictObject({
  setup_ms: z.number().int().min(0).max(600_000).nullable().meta({
    description: 'From the answer until media arrived, in milliseconds; null: none did',
  }),
  loss: z.number().min(0).max(1).nullable().meta({ description: 'Share of the packets that did not arrive' }),
  rtt_ms: z.number().int().min(0).max(600_000).nullable().meta({
    description: 'To the other side and back, on average, in milliseconds',
  }),
  freezes: z.number().int().min(0).max(1_000_000).meta({ description: 'Times that the picture stood still' }),
  frozen_ms: z
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .meta({ description: 'How long in all, in milliseconds' }),
  path: z.enum(['direct', 'relay']).nullable().meta({
    description: 'Media went from side to side, or through a TURN server; null: unknown',
  }),
})

/** A call as the back end lists it. */
export const ListedCall = Call.extend({
  quality: z
    .object({ caller: CallQuality.nullable(), listener: CallQuality.nullable() })
    .meta({ description: 'What each side said of it at its end; null: nothing' }),
  missed: z.boolean().meta({ description: 'It rang, and the listener neither answered nor declined' }),
  read_at: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'When the listener marked the missed call as read' }),
})
export const CallPage = z.object({ items: z.array(ListedCall), next_cursor: z.string().nullable() })

// Requests.

const id = z.union([z.string().min(1).max(64), z.number().int()])
const request = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({ id, type: z.literal(type), ...shape })
const room = { room_id: RoomId }
const Origin = z.enum(['manual', 'forceFromApp', 'unloadCallPage']).default('manual')

export const SignIn = request('sign_in', {
  token: z.string().min(1).max(8192).meta({ description: 'Session of a person, or token of a device' }),
  client_id: ClientId.meta({
    description: 'Made by the client, 8 to 64 of `0-9 A-Z a-z _ -`; the same after a reconnect (C15)',
  }),
  language: z.enum(['en', 'zh']).default('en'),
})
export const StartCall = request('call.start', {
  to: z
    .union([
      z.strictObject({ openid: z.string().min(1).max(256) }),
      z.strictObject({ model_id: ModelId.optional(), sn: Sn }),
    ])
    .meta({
      description:
        'A device rings `{openid}`; a person rings `{model_id, sn}`, or `{sn}` with the device’s `push_token`',
    }),
  caller_id: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: 'Who the caller says it is; must be who signed in (C4)' }),
  room_type: RoomType,
  needs_authorization: z
    .boolean()
    .default(true)
    .meta({ description: 'A device always needs it; a person only with `initByCaller` (C3)' }),
  business_type: z.number().int().min(0).max(3).default(1),
  charge_type: z.enum(['duration', 'license']).default('duration'),
  caller_name: ShownName.optional(),
  listener_name: ShownName.optional().meta({
    description: 'Name of the person whom a device rings, shown on the device',
  }),
  device_name: ShownName.optional().meta({
    description: 'Name of the device where there is no snapshot (C5)',
  }),
  caller_camera: z.boolean().default(true),
  listener_camera: z.boolean().default(true),
  time_limit_seconds: z.number().int().min(1).max(TIME_LIMIT_MAX_SECONDS).optional(),
  custom_query: kept(z.string().max(1024)).optional(),
  payload: kept(z.string().max(4096)).optional(),
  push_token: z.string().max(4096).optional().meta({
    description: 'Made by the device that is called; checked when it is given',
  }),
  join: z.boolean().default(false).meta({
    description:
      'The caller is in the room from the start, so that it rings at once; else it says so with `call.join`',
  }),
  is_cloud: z
    .boolean()
    .default(false)
    .meta({ description: 'Rings only after the app’s back end said yes, where it can be asked (C16)' }),
})
const RingSeconds = z.number().int().min(RING_TIMEOUT_MIN_SECONDS).max(RING_TIMEOUT_MAX_SECONDS)
/** `call.start` of a device with a list and a plan instead of one person. */
export const StartRing = request('ring.start', {
  people: z
    .array(
      z.strictObject({
        openid: z.string().min(1).max(256),
        name: ShownName.optional().meta({
          description: 'Shown on the device; and, if this person answers, to the others',
        }),
        seconds: RingSeconds.optional(),
      }),
    )
    .min(1)
    .max(RING_PEOPLE_MAX)
    .meta({ description: 'Whom to ring, nobody twice; in this order, where the plan is `in_turn`' }),
  plan: RingPlan,
  seconds: RingSeconds.optional().meta({
    description: 'How long each person is rung who has no time of their own. Default: the app’s',
  }),
  caller_id: z.string().min(1).max(256).optional().meta({ description: 'As in `call.start` (C4)' }),
  room_type: RoomType,
  caller_camera: z.boolean().default(true),
  listener_camera: z.boolean().default(true),
  time_limit_seconds: z.number().int().min(1).max(TIME_LIMIT_MAX_SECONDS).optional(),
  custom_query: kept(z.string().max(1024)).optional(),
  payload: kept(z.string().max(4096)).optional(),
  is_cloud: z.boolean().default(false),
})
export const CancelRing = request('ring.cancel', { ring_id: RingId, origin: Origin }).meta({
  description:
    'The device gives up: nobody is rung any more. Once somebody has answered it changes nothing: hang up their call. The reply is the ring as it is',
})
/** A call that the app's back end starts from a device: the device's client is told by a notice, and joins. */
export const StartCallFromDevice = z.strictObject({
  model_id: ModelId,
  sn: Sn,
  openid: z.string().min(1).max(256),
  room_type: RoomType,
  listener_name: ShownName.optional().meta({ description: 'Name of the person, shown on the device' }),
  caller_camera: z.boolean().default(true),
  listener_camera: z.boolean().default(true),
  time_limit_seconds: z.number().int().min(1).max(TIME_LIMIT_MAX_SECONDS).optional(),
  custom_query: kept(z.string().max(1024)).optional(),
  payload: kept(z.string().max(4096)).optional(),
})
export const JoinCall = request('call.join', room)
export const AcceptCall = request('call.accept', room)
export const RejectCall = request('call.reject', { ...room, origin: Origin })
export const CancelCall = request('call.cancel', { ...room, origin: Origin })
export const HangUpCall = request('call.hang_up', { ...room, origin: Origin })
export const MediaReady = request('call.media_ready', room)
export const CallFailed = request('call.failed', { ...room, message: kept(z.string().min(1).max(500)) })
export const Alive = request('call.alive', {
  ...room,
  media: z.boolean().meta({ description: 'Whether anything arrived from the other side since the last one' }),
})
/** Once by each side that talked, within a minute of the end; what is said again changes nothing. */
export const ReportQuality = request('call.quality', { ...room, quality: CallQuality })
export const Signal = request('signal', {
  ...room,
  data: SignalData,
  to: ClientId.optional().meta({
    description: 'While it rings: the one client of the listener that the caller’s signal is for',
  }),
})
export const PausePush = request('push.pause', {
  subscription_id: SubscriptionId.nullable().meta({ description: 'null: they are pushed again' }),
}).meta({
  description:
    'Rings are not pushed to this subscription while this connection lasts: its page is in sight. Sent again with null when it is not any more',
})
export const Ping = request('ping', {}).meta({
  description:
    'Asks for an answer, and says that the client is there. TCP does not tell for minutes that a connection is dead, and a browser cannot send pings of the WebSocket protocol: the SDK asks every second in a call, every 20 s else, and connects anew when no answer comes',
})

export const REQUESTS = {
  sign_in: SignIn,
  'call.start': StartCall,
  'call.join': JoinCall,
  'call.accept': AcceptCall,
  'call.reject': RejectCall,
  'call.cancel': CancelCall,
  'call.hang_up': HangUpCall,
  'call.media_ready': MediaReady,
  'call.failed': CallFailed,
  'call.alive': Alive,
  'call.quality': ReportQuality,
  'ring.start': StartRing,
  'ring.cancel': CancelRing,
  signal: Signal,
  'push.pause': PausePush,
  ping: Ping,
} as const
export type RequestType = keyof typeof REQUESTS

// Replies: what stands beside `{reply_to, ok: true}`.

const SignedIn = z.object({
  role: z.enum(['person', 'device']),
  expires_in: z.number().int().meta({ description: 'Seconds until `sign_in` must be sent again' }),
  calls: z
    .array(Call)
    .meta({ description: 'Open calls of this person or device: take up again, or ring (C15)' }),
  rings: z.array(Ring).optional().meta({
    description: 'Of a device: its ring of several people that goes on. Absent: there is none',
  }),
  ice_servers: z.array(IceServer),
  server_time: z.number().int(),
})
const WithCall = z.object({ call: Call, ice_servers: z.array(IceServer) })
export const REPLIES = {
  sign_in: SignedIn,
  'call.start': WithCall,
  'call.join': WithCall,
  'call.accept': WithCall,
  'call.reject': z.object({ call: Call }),
  'call.cancel': z.object({ call: Call }),
  'call.hang_up': z.object({ call: Call }),
  'call.media_ready': z.object({ call: Call }),
  'call.failed': z.object({ call: Call }),
  'call.alive': z.object({}),
  'call.quality': z.object({}),
  'ring.start': z.object({ ring: Ring, calls: z.array(Call), ice_servers: z.array(IceServer) }),
  'ring.cancel': z.object({ ring: Ring }),
  signal: z.object({
    delivered: z.boolean().meta({ description: 'false: the other side is not connected just now' }),
  }),
  'push.pause': z.object({}),
  ping: z.object({}),
} as const satisfies Record<RequestType, z.ZodType>

// Notices.

export const NOTICES = {
  call: z.object({ type: z.literal('call'), call: Call, ice_servers: z.array(IceServer).optional() }),
  'call.listener': z.object({ type: z.literal('call.listener'), room_id: RoomId, online: z.boolean() }).meta({
    description:
      'To the caller: whether any client of the side that it rings is online (C14). Not sent where one is from the beginning; while none is, it rings on all the same',
  }),
  ring: z.object({ type: z.literal('ring'), ring: Ring }).meta({
    description:
      'To the device: somebody of its ring is rung, was refused, or it has ended. How one that rings goes on is told by `call`',
  }),
  signal: z.object({
    type: z.literal('signal'),
    room_id: RoomId,
    data: SignalData,
    from: ClientId.optional().meta({ description: 'The client that sent it' }),
  }),
  'authorizations.changed': z.object({ type: z.literal('authorizations.changed') }),
  'push.message': z
    .object({ type: z.literal('push.message'), msg: z.string(), appid: AppId })
    .meta({ description: 'To a device: what the back end sent it' }),
  'missed_calls.changed': z
    .object({ type: z.literal('missed_calls.changed'), unread: z.number().int() })
    .meta({
      description:
        'To all clients of a listener: a call was missed, or some were marked as read, here or on another',
    }),
  reconnect: z.object({
    type: z.literal('reconnect'),
    after_ms: z.number().int().meta({ description: 'The server is stopping: connect again after this time' }),
  }),
  error: z.object({ type: z.literal('error'), error: z.object({ code: z.string(), message: z.string() }) }),
} as const

/** WebSocket close codes beside the standard ones. */
export const CLOSE = {
  BAD_MESSAGE: 4400,
  UNAUTHENTICATED: 4401,
  /** The page is of an origin that the settings do not allow; a notice `error` says so first. */
  ORIGIN_NOT_ALLOWED: 4403,
  SIGN_IN_TIMEOUT: 4408,
  TOO_MANY: 4429,
} as const

// The types of the schemas.

export type Call = z.infer<typeof Call>
export type CallState = z.infer<typeof CallState>
export type EndReason = z.infer<typeof EndReason>
export type EndOrigin = z.infer<typeof EndOrigin>
export type ListedCall = z.infer<typeof ListedCall>
export type Ring = z.infer<typeof Ring>
export type RingPlan = z.infer<typeof RingPlan>
export type RungPerson = z.infer<typeof RungPerson>
export type RungOutcome = z.infer<typeof RungOutcome>
export type RingEndReason = z.infer<typeof RingEndReason>
export type CallQuality = z.infer<typeof CallQuality>
export type SideName = z.infer<typeof SideName>
export type RoomType = z.infer<typeof RoomType>
export type EarlySetup = z.infer<typeof EarlySetup>
export type IceServer = z.infer<typeof IceServer>
export type SignalData = z.infer<typeof SignalData>
export type StartCallFromDevice = z.infer<typeof StartCallFromDevice>
/** A request as a client writes it (defaults may be left out). */
export type Request<T extends RequestType> = z.input<(typeof REQUESTS)[T]>
/** A request as the server reads it (defaults filled in). */
export type ParsedRequest<T extends RequestType> = z.output<(typeof REQUESTS)[T]>
export type Reply<T extends RequestType> = z.infer<(typeof REPLIES)[T]>
export type Notice = { [K in keyof typeof NOTICES]: z.infer<(typeof NOTICES)[K]> }[keyof typeof NOTICES]
