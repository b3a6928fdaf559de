/**
 * The events of an app, which its back end reads as a stream or is sent as webhooks: every type with what it means, its
 * schema and an example. docs/events.md, `webhooks` of /openapi.json and the types of the SDK are made from it.
 */

import { z } from 'zod'
import { GroupId, ModelId, OpenId, Sn, Status, Time } from './fields.ts'
import { ConsentRecord, DeviceRef } from './http.ts'
import { Erased } from './people.ts'
import { Call, CallQuality, Ring, RungPerson, SideName } from './socket.ts'
import { WechatAuthorization } from './wechat-ledger.ts'

/** An entry of the record of consent, without what the event says itself. */
const Recorded = ConsentRecord.omit({ id: true, at: true, act: true, proof: true }).extend({
  openid: OpenId,
  record_id: z.string().meta({ description: '`id` of the new entry of the record of consent' }),
})
const CallData = z.object({ call: Call })
const MissedCall = CallData.extend({
  quiet: z.literal(true).optional().meta({
    description:
      'It came in quiet hours, and the person was not rung. What the caller hears of a call does not say so; do not tell it, unless the person allows that',
  }),
})
const ListenerOffline = CallData.extend({
  pushed: z.number().int().optional().meta({
    description:
      'Subscriptions of the person whose push service took the ring within 3 s; absent: written by a version before',
  }),
  rings_until: Time.optional().meta({ description: 'The end of the ring, unless it is answered before' }),
})
const Devices = z.array(z.object({ model_id: ModelId, sn: Sn }))

const RefusedRing = z.object({
  openid: OpenId,
  model_id: ModelId,
  sn: Sn,
  started_by: z.enum(['device', 'person', 'backend']),
  decided_by: z
    .enum(['device', 'group', 'none'])
    .meta({ description: 'As `check` has it: which row decided' }),
  decided_at: Time.nullable().meta({
    description: 'When that row was last changed, in milliseconds since 1970; null: there is none',
  }),
  group_id: GroupId.nullable().meta({ description: 'The group that the device was in' }),
  reason: z.string().meta({ description: 'The same in words' }),
  ring_id: z
    .string()
    .optional()
    .meta({ description: 'The ring of several people that this person was to be rung by. Absent: none' }),
})

/** A ring of several people. It names none of them, so that of somebody who is forgotten nothing is in it. */
const RingReport = Ring.omit({ people: true, client_id: true }).extend({
  people: z
    .array(
      RungPerson.pick({ seconds: true, room_id: true, outcome: true }).extend({
        refusal: z.string().nullable().meta({ description: 'Code of the refusal; null: none' }),
      }),
    )
    .meta({
      description:
        'In the order of the list. Who each of them is, the events of their call say, and `call.refused`',
    }),
})

const consent = {
  record_id: '0mp5k7z3a00011c9a80f24e1',
  openid: 'alice',
  kind: 'device',
  model_id: 'm_door',
  sn: 'door-1',
  group_id: null,
  display_name: 'Front door phone',
  words: null,
  sdk: null,
  language: 'en',
  app_name: 'Greenfield School',
} as const
const answered = {
  ...consent,
  words: 'Allow “Front door phone” to call you by voice and video?',
  sdk: '@callgrant/sdk 0.1.0',
}
const door = { model_id: 'm_door', sn: 'door-1' }
const call: z.input<typeof Call> = {
  room_id: 'r_9nXl0aQh1bZ-Tk3c',
  version: 2,
  state: 'ringing',
  room_type: 'video',
  business_type: 1,
  charge_type: 'duration',
  ...door,
  openid: 'alice',
  caller: { kind: 'device', id: 'door-1', name: 'Front door phone', camera: true, client_id: 'c_door' },
  listener: { kind: 'person', id: 'alice', name: 'alice', camera: true, client_id: null },
  caller_joined: true,
  early_setup: 'off',
  preview: false,
  custom_query: null,
  payload: null,
  time_limit_seconds: null,
  created_at: 1_700_000_000_000,
  joined_at: 1_700_000_000_150,
  accepted_at: null,
  started_at: null,
  ended_at: null,
  end: null,
}
const unanswered = {
  ...call,
  version: 3,
  state: 'ended' as const,
  ended_at: 1_700_000_060_000,
  end: { reason: 'timeout' as const, by: null, origin: 'other' as const, message: null },
}

interface EventRow<Data extends z.ZodType> {
  en: string
  zh: string
  data: Data
  example: z.input<Data>
}
const row = <Data extends z.ZodType>(
  en: string,
  zh: string,
  data: Data,
  example: z.input<Data>,
): EventRow<Data> => ({
  en,
  zh,
  data,
  example,
})

/** By type. A newer server may have more: whoever reads events passes over those that it does not know. */
export const EVENTS = {
  'authorization.asked': row(
    'A person was asked whether a device or a group may ring them.',
    '已询问用户是否允许设备或设备组呼叫。',
    Recorded,
    consent,
  ),
  'authorization.authorized': row(
    'The person allowed it in the dialog.',
    '用户在弹窗中允许。',
    Recorded,
    answered,
  ),
  'authorization.refused': row(
    'The person rejected it in the dialog.',
    '用户在弹窗中拒绝。',
    Recorded,
    answered,
  ),
  'authorization.switched_on': row(
    'The person switched it on in settings.',
    '用户在设置中开启。',
    Recorded,
    consent,
  ),
  'authorization.switched_off': row(
    'The person switched it off in settings. It is in force: what rang without consent has ended.',
    '用户在设置中关闭，已生效：无授权的呼叫已结束。',
    Recorded,
    consent,
  ),
  'authorization.cleared': row(
    'The person cleared the app: one event for each device and group that was authorized or refused.',
    '用户清除了该应用：每个设备和设备组各一个事件。',
    Recorded,
    consent,
  ),
  'authorization.expired': row(
    'What the person allowed for a time, or for a number of rings, has run out: it is as if they had never been asked, and they may be asked again. It was in force from that moment on (`terms.until`), and is told a little later.',
    '用户限时或限次的允许已到期，视同从未询问，可再次询问。自到期时刻（terms.until）起即生效，事件稍后通知。',
    Recorded,
    { ...consent, terms: { until: 1_700_000_000_000, rings: null } },
  ),
  'group.changed': row(
    'Devices joined a group, or left it.',
    '设备加入或离开设备组。',
    z.object({ group_id: GroupId, added: Devices, removed: Devices }),
    { group_id: 'g_hall', added: [door], removed: [] },
  ),
  'device.registered': row('A device registered with a new key.', '设备以新密钥注册。', DeviceRef, door),
  'device.reset': row(
    'A device’s key was taken away: it can do nothing until it registers again.',
    '设备密钥被撤销，重新注册前不可用。',
    DeviceRef,
    door,
  ),
  'call.changed': row(
    'A call took a step: it was placed (`created`), rings, was answered (`connecting`), both talk, or it ended (`end` says why). The whole call as it is now; `version` is one more each time.',
    '通话状态变化：已发起（created）、响铃、已接听（connecting）、通话中、已结束（原因见 end）。内容为通话的完整快照，version 逐次加一。',
    CallData,
    { call },
  ),
  'call.listener_offline': row(
    'A call rings, and no client of the listener is connected. Once a call. `pushed` says how many of the person’s browsers and apps were pushed the ring: 0 means that your back end should push it, if it can.',
    '通话在响铃，但接听方没有已连接的客户端。每次通话一次。pushed 为已成功推送响铃的浏览器和应用数：为 0 时，应由你的后端自行推送。',
    ListenerOffline,
    { call, pushed: 1, rings_until: 1_700_000_060_000 },
  ),
  'call.missed': row(
    'A call ended before the listener answered or declined: nobody answered in time, or the caller gave up. After the `call.changed` of its end.',
    '接听方未作应答通话即结束：超时无人接听，或主叫取消。在其结束的 call.changed 之后。',
    MissedCall,
    { call: unanswered },
  ),
  'call.refused': row(
    'A ring was refused because the person has not authorized the device: no call was made. Of somebody who goes on trying, no more than they may place calls.',
    '因用户未授权该设备，呼叫被拒绝，未产生通话。反复尝试者，最多按其可呼叫的次数通知。',
    RefusedRing,
    {
      openid: 'alice',
      ...door,
      started_by: 'device',
      decided_by: 'device',
      decided_at: 1_699_990_000_000,
      group_id: null,
      reason: 'openid has refused device door-1',
    },
  ),
  'ring.changed': row(
    'A device began to ring several people, or that is over: `end` says how, and each of `people` what became of them. Each person’s call has its own events, with the same `ring_id`.',
    '设备开始呼叫多人，或该呼叫已结束：end 为结果，people 为各人的结果。每个人的通话另有事件，ring_id 相同。',
    z.object({ ring: RingReport }),
    {
      ring: {
        ring_id: 'h_5tGq2LwX9cVb0aQe',
        version: 4,
        state: 'ended',
        plan: 'together',
        room_type: 'video',
        ...door,
        people: [
          { seconds: 30, room_id: call.room_id, outcome: 'answered', refusal: null },
          { seconds: 30, room_id: 'r_Zk3c9nXl0aQh1bTm', outcome: 'another_answered', refusal: null },
          { seconds: 30, room_id: null, outcome: 'refused', refusal: 'not_authorized' },
        ],
        created_at: 1_700_000_000_000,
        ended_at: 1_700_000_004_000,
        end: { reason: 'answered', room_id: call.room_id },
      },
    },
  ),
  'call.quality': row(
    'A side said, at the end of a call, how good it was.',
    '一方在通话结束时报告的通话质量。',
    z.object({ room_id: z.string(), openid: OpenId, side: SideName, quality: CallQuality }),
    {
      room_id: call.room_id,
      openid: 'alice',
      side: 'listener',
      quality: { setup_ms: 240, loss: 0.01, rtt_ms: 40, freezes: 0, frozen_ms: 0, path: 'direct' },
    },
  ),
  'webhook.test': row(
    'Sent to one webhook because somebody asked for it. It is not in the stream.',
    '应要求向某个 webhook 发送的测试事件，不出现在事件流中。',
    z.object({ webhook_id: z.string() }),
    { webhook_id: 'wh_7Qm2hY0cVb1xTn4e' },
  ),
  'person.erased': row(
    'A person was forgotten. It does not say who: `record_id` is what the request to forget them was answered. Events about them have the type `event.erased` from now on, and say nothing.',
    '一名用户已被遗忘。事件不说明是谁：record_id 即遗忘请求所得的应答。此后与其有关的事件类型变为 event.erased，不含内容。',
    Erased.extend({ record_id: z.string() }),
    {
      record_id: consent.record_id,
      records: 4,
      authorizations: 1,
      wechat_authorizations: 0,
      calls: 12,
      events: 37,
      deliveries: 0,
    },
  ),
  'wechat.changed': row(
    'The ledger of what people decided inside WeChat changed.',
    '微信内用户决定的台账发生变化。',
    WechatAuthorization.pick({
      openid: true,
      kind: true,
      model_id: true,
      sn: true,
      group_id: true,
      known_by: true,
    }).extend({ status: Status.nullable().meta({ description: 'null: the entry was removed' }) }),
    { openid: 'alice', kind: 'device', ...door, group_id: null, status: 1, known_by: 'request' },
  ),
} as const

export type EventType = keyof typeof EVENTS
export const EVENT_TYPES = Object.keys(EVENTS) as EventType[]

/** An event as the stream has it. */
export type AppEvent = {
  [T in EventType]: {
    /** Unique; `after` of a later stream. */
    id: string
    type: T
    /** Milliseconds since 1970. */
    at: number
    data: z.infer<(typeof EVENTS)[T]['data']>
  }
}[EventType]

/** Of one call. */
export const CallEvents = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      at: Time,
      data: z.record(z.string(), z.unknown()),
    }),
  ),
})
