/** The types of the live stream of events. */

import type {
  Call,
  CallQuality,
  ConsentRecord,
  DeviceRef,
  SideName,
  WechatAuthorization,
} from '@callgrant/protocol'

interface Event<Type extends string, Data> {
  /** Unique; `after` of a later stream. */
  id: string
  type: Type
  /** Milliseconds since 1970. */
  at: number
  data: Data
}

/** A person was asked, answered, or changed the answer: the new entry of the record of consent. */
export type AuthorizationEvent = Event<
  `authorization.${ConsentRecord['act']}`,
  Omit<ConsentRecord, 'id' | 'at' | 'act'> & { record_id: string }
>
/** Devices were added to a group, or removed. */
export type GroupEvent = Event<
  'group.changed',
  { group_id: string; added: DeviceRef[]; removed: DeviceRef[] }
>
/** A device registered with a new key, or its key was taken away. */
export type DeviceEvent = Event<'device.registered' | 'device.reset', DeviceRef>
/** A call changed. `call.listener_offline`: it rings, and no client of the listener is connected. */
export type CallEvent = Event<'call.changed' | 'call.listener_offline', { call: Call }>
/** One side said at the end of a call how good it was. */
export type CallQualityEvent = Event<
  'call.quality',
  { room_id: string; side: SideName; quality: CallQuality }
>
/** The ledger of what people decided inside WeChat changed; `status` null: the entry was removed. */
export type WechatEvent = Event<
  'wechat.changed',
  Pick<WechatAuthorization, 'openid' | 'kind' | 'model_id' | 'sn' | 'group_id' | 'known_by'> & {
    status: WechatAuthorization['status'] | null
  }
>
/** An event of the stream. A newer server may also send types that are not listed here. */
export type BackendEvent =
  | AuthorizationEvent
  | GroupEvent
  | DeviceEvent
  | CallEvent
  | CallQualityEvent
  | WechatEvent

export interface EventsOptions {
  /** Ends the stream: the loop over it ends. */
  signal?: AbortSignal
  /**
   * `id` of the last event that was handled before: the stream goes on behind it, so that a back end that restarts misses
   * nothing. Absent: it begins with what happens from now on.
   */
  after?: string
  /**
   * Called each time the stream has been opened. `resumed`: false the first time; true: what happened since the last event
   * follows, and nothing is missed.
   */
  onOpen?: (state: { resumed: boolean }) => void
  /** Called when the stream broke off or could not be opened, before it is tried again. */
  onError?: (error: unknown) => void
}

/**
 * Opens the stream of events, each once and in order, which goes on until its signal is aborted or the loop over it is left.
 * It opens again by itself when the connection breaks or the server is away, and goes on behind the last event.
 * @throws CallgrantError in the loop, when a retry would not help: `unauthenticated`, `forbidden`; `events_gone` when what
 *   followed is not all kept any more (30 days unless set otherwise): read the state, and open it without `after`
 */
export type BackendEvents = (options?: EventsOptions) => AsyncIterable<BackendEvent>
