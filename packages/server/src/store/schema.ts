/**
 * The tables, once for SQLite and PostgreSQL. Times are milliseconds since 1970; yes/no is 1/0, so that both
 * databases hold the same. Everything is scoped by `appid`: no query may leave it out.
 */

import type { Generated } from 'kysely'

export interface Tables {
  app: AppTable
  model: ModelTable
  device_group: DeviceGroupTable
  device: DeviceTable
  person: PersonTable
  authorization: AuthorizationTable
  consent_record: ConsentRecordTable
  consent_chain: ConsentChainTable
  used_token: UsedTokenTable
  call: CallTable
  busy: BusyTable
  ring: RingTable
  ring_leg: RingLegTable
  allowance: AllowanceTable
  access_token: AccessTokenTable
  wechat_authorization: WechatAuthorizationTable
  event: EventTable
  event_counter: EventCounterTable
  webhook: WebhookTable
  webhook_delivery: WebhookDeliveryTable
  console_link: ConsoleLinkTable
  console_session: ConsoleSessionTable
  console_audit: ConsoleAuditTable
  push_subscription: PushSubscriptionTable
}

/** What people use: a site, an app, a Mini Program. */
export interface AppTable {
  appid: string
  name: string
  /** SHA-256 of the secret, base64url; the secret itself is shown once and never kept. */
  secret_hash: string
  /** 1: has the calling capability (-12001 and 12 without). */
  calling: number
  ring_timeout_seconds: number
  /** Whether a connection is set up while it rings. */
  early_setup: Generated<'off' | 'relay' | 'authorized' | 'all'>
  /** 1: people see a calling device's picture while it rings (C17). */
  preview: Generated<number>
  /** JSON: `[{issuer, audience}]`. */
  oidc_issuers: string
  /** JSON: origins whose pages may use its sessions and device tokens. */
  origins: Generated<string>
  /** JSON: `{url, format, calls, sealed}`, its secrets encrypted; null: calls ring unasked (C16). */
  message_push: string | null
  created_at: number
}

/** A kind of device. */
export interface ModelTable {
  appid: string
  model_id: string
  /** The device-type name that people read (A8), where it has none in their language. */
  model_type: string
  model_type_en: string | null
  model_type_zh: string | null
  created_at: number
}

export interface DeviceGroupTable {
  appid: string
  group_id: string
  /** Fixed at creation. */
  group_name: string
  model_id: string
  /** All devices of a group are of this type; their models may differ. */
  model_type: string
  created_at: number
}

/** A device that registered, or that was put into a group before it did. */
export interface DeviceTable {
  appid: string
  model_id: string
  sn: string
  /** At most one group (A6). */
  group_id: string | null
  /** `x` of its Ed25519 key; null before it registers and after a reset. */
  public_key: string | null
  registered_at: number | null
  last_seen_at: number | null
  created_at: number
}

/** A person that the back end once made a session for. Its row is what a transaction locks (A7). */
export interface PersonTable {
  appid: string
  openid: string
  /** When the newest list of WeChat's that the ledger has was asked for; null: it has none (B5). */
  wechat_listed_at: number | null
  /** 1: sees a calling device's picture while it rings, where the app allows it (C17). */
  preview: Generated<number>
  /** JSON: quiet hours for every device of the app, and whether a caller is told of them; null: never set. */
  quiet: Generated<string | null>
  created_at: number
}

/**
 * What a person agreed to: status 1 or 0; no row is "none". One that ran out is none too. What remains of it has status 0
 * and no ring left: so a node of a version before refuses, and it can be said when it ran out.
 */
export interface AuthorizationTable {
  appid: string
  openid: string
  /** `d:<model_id>:<sn>` or `g:<group_id>`: the key, with appid and openid. */
  subject: string
  kind: 'device' | 'group'
  model_id: string | null
  sn: string | null
  group_id: string | null
  status: number
  /** The name that was shown, kept as it was (A9). */
  display_name: string
  created_at: number
  updated_at: number
  /** From then on it is none: as the person chose, or as the last ring was used; null: for good. */
  ends_at: Generated<number | null>
  /** Rings that it is still good for; 0: it has run out; null: any number. */
  rings_left: Generated<number | null>
  /** 1: rings in quiet hours too. */
  urgent: Generated<number>
  /** JSON: quiet hours of its own, in place of the person’s; null: none. */
  quiet: Generated<string | null>
}

/**
 * Append-only: what was asked and answered, in which words. Each record carries the hash of the one before it. Of a person
 * who was forgotten the columns from `openid` to `salt` are blank, and the rest stays.
 */
export interface ConsentRecordTable {
  /** Sortable by time. */
  id: string
  appid: string
  /** The empty text: nobody's. */
  openid: string
  at: number
  act: 'asked' | 'authorized' | 'refused' | 'switched_on' | 'switched_off' | 'cleared' | 'expired' | 'erased'
  kind: 'device' | 'group' | null
  model_id: string | null
  sn: string | null
  group_id: string | null
  display_name: string | null
  words: string | null
  sdk: string | null
  /** Of the dialog: `en`, `zh`, or what an app's own dialog says. */
  language: string | null
  /** Name of the app at that time. */
  app_name: string | null
  /** JSON: how long an Allow holds, `{"until": …, "rings": …}`; null: for good. */
  terms: Generated<string | null>
  /** What the commitment to the columns above was made with; null: they were erased. */
  salt: string | null
  commitment: string | null
  /** Its place: which chain, and from 1. */
  chain: 'asked' | 'answers' | null
  seq: number | null
  /** Hash of the record before it, and its own. */
  previous: string | null
  hash: string | null
  /** Of an erasure, JSON: which records it made blank, `{"answers": [1, 4], "asked": [2]}`. */
  erases: string | null
  /** The record of the erasure that made this one blank. */
  erased_by: string | null
}

/**
 * Where an app's chain of records begins and ends, sealed by a key that is not in the store. The row without an app is of the
 * store itself: when its chains were begun.
 */
export interface ConsentChainTable {
  appid: string
  chain: 'asked' | 'answers'
  /** The last record that was removed for its age, and its hash. */
  base_seq: number
  base_hash: string
  seq: number
  hash: string
  /** When records were added after a head whose seal was wrong. */
  broken_at: number | null
  /** Of the store's own row: until when records are linked that nodes of the version before write. */
  links_until: number | null
  seal: string
}

/** Tokens that are good once: questions asked, challenges signed. Swept after they expire. */
export interface UsedTokenTable {
  jti: string
  expires_at: number
}

/** One call: `CallState` of the rules. Each change is one write, conditional on `version`. */
export interface CallTable {
  room_id: string
  appid: string
  version: number
  state: 'created' | 'ringing' | 'connecting' | 'talking' | 'ended'
  room_type: 'voice' | 'video'
  business_type: number
  charge_type: 'duration' | 'license'
  /** Which side is the device. */
  caller_kind: 'device' | 'person'
  model_id: string
  sn: string
  openid: string
  caller_name: string
  listener_name: string
  caller_camera: number
  listener_camera: number
  /** Which candidates the sides may exchange while it rings. */
  early_setup: 'off' | 'relay' | 'all'
  /** 1: the calling device sends its picture while it rings (C17). */
  preview: number
  caller_client: string | null
  listener_client: string | null
  custom_query: string | null
  payload: string | null
  time_limit_seconds: number | null
  /** How long the listener is rung. */
  ring_seconds: number
  /** 1 while the back end has not said yes: the listener is not told of the call (C16). Kept when it ends so. */
  awaits_backend: number
  /** 1: it came in quiet hours; nobody is rung, and it is listed as missed. */
  quiet: number
  /** 1 once media flows at that side; both make the call `talking`. */
  caller_media: number
  listener_media: number
  created_at: number
  joined_at: number | null
  accepted_at: number | null
  started_at: number | null
  ended_at: number | null
  end_reason: 'cancelled' | 'rejected' | 'timeout' | 'busy' | 'hung_up' | 'aborted' | null
  end_by: 'caller' | 'listener' | null
  end_origin: 'manual' | 'forceFromApp' | 'unloadCallPage' | 'other' | 'timeLimit' | null
  end_message: string | null
  /** JSON: what each side said at the end of how good it was. */
  caller_quality: string | null
  listener_quality: string | null
  /** When the present state runs out, whatever node is alive; null: never. */
  deadline_at: number | null
  /** When each side was last known to be there. */
  caller_seen_at: number
  listener_seen_at: number | null
  /** The ring of several people that it belongs to; null: none. */
  ring_id: string | null
  /** The name, or '', of the person whom the device rang too, and who answered; null: nobody did. */
  answered_by: string | null
  /** 1 once the back end was told that no client of the listener is connected while it rings (C14). */
  listener_offline?: number
  /** When a client of the listener marked the missed call as read. */
  read_at?: number | null
}

/** A browser that a person's rings are pushed to. */
export interface PushSubscriptionTable {
  appid: string
  /** SHA-256 of its address or token, base64url. Of one person at a time: who subscribes last on a device is rung there. */
  id: string
  openid: string
  kind: 'web' | 'apns' | 'fcm'
  /** Host of the push service. */
  service: string
  /** Sealed JSON: the address with its keys, or the tokens, and what the client gave to be sent along. */
  sealed: string
  /** Master key that sealed it; of a browser also that of the VAPID key, by which alone it can be pushed to. */
  kid: string
  language: 'en' | 'zh'
  created_at: number
  /** When the client last said that it is still there. */
  seen_at: number
  /** The room whose ring was pushed to it, until it was pushed the end of it; one after the other. */
  rung: string | null
}

/** Who is in a call now: the primary key `(appid, party)` is what makes a second call `busy` (C8). */
export interface BusyTable {
  appid: string
  /** `p:<openid>` or `d:<model_id>:<sn>`. */
  party: string
  /** Of a device that rings several people: its ring, until one of them has answered. */
  room_id: string
}

/** A device rings several people. Its row is the lock by which one of them gets it (H2). */
export interface RingTable {
  ring_id: string
  appid: string
  version: number
  state: 'ringing' | 'ended'
  plan: 'together' | 'in_turn'
  model_id: string
  sn: string
  /** JSON: which client of the device rings, as `RingCaller` of the rules. */
  caller: string
  /** JSON: what each call of it is to be. */
  wish: string
  created_at: number
  ended_at: number | null
  end_reason: 'answered' | 'no_answer' | 'cancelled' | 'aborted' | null
  /** The call of the person who answered. */
  answered_room: string | null
}

/** One person of a ring, with the call that rings them. A person who was forgotten has none. */
export interface RingLegTable {
  ring_id: string
  /** From 0: the order of a plan in turn. */
  place: number
  appid: string
  openid: string
  /** As the device calls them. */
  name: string | null
  seconds: number
  /** Null: no call was made. */
  room_id: string | null
  /** Code of the refusal for which none was, and what it said. */
  refusal: string | null
  refusal_message: string | null
}

/**
 * How much of what one identity may do is used up, one row for each. A use moves both times on by one share of its
 * minute, and of its day; a use that would move one further ahead of now than a minute, or a day, is refused.
 */
export interface AllowanceTable {
  appid: string
  /** As in `busy`. */
  party: string
  /** `ask` counts what adds to the record of consent. */
  act: 'call' | 'ask' | 'refused_ring'
  minute_until: number
  day_until: number
}

/**
 * The access tokens of an app's back end that are good now, one row a kind. The token itself is not kept: it is signed
 * anew from this row each time, and signs to the same text.
 */
export interface AccessTokenTable {
  appid: string
  /** From `/cgi-bin/token`, or from `/cgi-bin/stable_token`: neither touches the other. */
  kind: 'token' | 'stable'
  /** Which token it is: each new one is one more. */
  serial: number
  issued_at: number
  expires_at: number
  /** Until when the token before this one is good as well. */
  previous_until: number
  /** When a refresh was last forced, 0 for never; on which day (of Beijing, since 1970), and how often on that day. */
  forced_at: number
  forced_on: number
  forced_count: number
}

/**
 * What WeChat knows of a person's decisions inside WeChat, as far as it was reported (B5). Not consent to Callgrant:
 * nothing that decides whether a device may ring reads it.
 */
export interface WechatAuthorizationTable {
  appid: string
  openid: string
  /** As in `authorization`. */
  subject: string
  kind: 'device' | 'group'
  model_id: string | null
  sn: string | null
  group_id: string | null
  status: number
  /** The last to say so. */
  known_by: 'request' | 'list' | 'call_refused'
  /** When it was last seen so, by this server's clock: what is older changes nothing. */
  observed_at: number
  /** When it was first seen with this status. */
  changed_at: number
}

/**
 * What an app's back end is told of: written in the transaction of the change itself, so that it is told if and only if
 * that happened. On PostgreSQL there is one column more, `written`, by which it is numbered.
 */
export interface EventTable {
  /** Unique among all apps, and what a reader goes on from. */
  id: string
  appid: string
  /**
   * 1, 2, 3 … within the app, in the order in which readers get them. On SQLite given when it is written; on PostgreSQL
   * null until its transaction is over, so that no number is ever seen before a smaller one (`events.ts`).
   */
  number: number | null
  type: string
  at: number
  /** The person it is about. */
  openid: string | null
  /** JSON. */
  data: string
  /** `traceparent` (W3C Trace Context) of what it was written in, where traces are on. */
  trace: Generated<string | null>
}

/** The newest number that was given in an app. Its row is what the numbering of that app locks. */
export interface EventCounterTable {
  appid: string
  last: number
}

/** Where events of an app are posted to. Whichever node holds its lease reads on from `position` and posts. */
export interface WebhookTable {
  id: string
  appid: string
  url: string
  /** JSON array of types of events; null: all. */
  types: string | null
  /** Sealed. */
  secret: string
  /** The one before, sealed: what is sent is signed with it too until `old_secret_until`. */
  old_secret: string | null
  old_secret_until: number | null
  enabled: number
  /** Number of the last event that was sent, or for which there is a delivery. */
  position: number
  /** Attempts in a row that did not do. */
  failures: number
  /** Nothing is sent before this time; 0: at once. */
  retry_at: number
  succeeded_at: number | null
  /** When a delivery was given up; null: none since somebody looked. */
  failing_since: number | null
  /** Until when one node alone sends, and which. */
  lease_until: number
  lease_by: string | null
  created_at: number
}

/** One event for one webhook, with its last attempt. */
export interface WebhookDeliveryTable {
  /** Sortable by time. */
  id: string
  webhook_id: string
  event_id: string
  /** The event's number; 0: a test. */
  number: number
  type: string
  openid: string | null
  url: string
  body: string
  state: 'waiting' | 'done' | 'failed'
  attempts: number
  created_at: number
  /** When it is tried again; null: never. */
  next_at: number | null
  /** It is not tried after this time. */
  give_up_at: number
  attempted_at: number | null
  duration_ms: number | null
  status: number | null
  answer: string | null
  error: string | null
}

/** Links that sign in to the console and were not used yet. */
export interface ConsoleLinkTable {
  /** SHA-256 of the token, base64url. */
  hash: string
  role: 'owner' | 'operator' | 'viewer'
  who: string
  expires_at: number
}

/** Who is signed in to the console. */
export interface ConsoleSessionTable {
  /** SHA-256 of the cookie, base64url. */
  hash: string
  who: string
  /** Of a link; null: signed in at the issuer, and the settings say the role at each request. */
  role: 'owner' | 'operator' | 'viewer' | null
  /** At the issuer. */
  sub: string | null
  /** At the issuer, which has verified it. */
  email: string | null
  created_at: number
  /** Of the last request, to the minute. */
  seen_at: number
  expires_at: number
}

/** What was done in the console. */
export interface ConsoleAuditTable {
  /** Sortable by time. */
  id: string
  at: number
  who: string
  role: 'owner' | 'operator' | 'viewer'
  appid: string | null
  /** Method and route. */
  act: string
  /** 1: it was about a person. */
  names_person: number
  /** Which person; null: they were not known, or were forgotten. Not in `target`, so that it can be erased. */
  openid: string | null
  /** JSON. */
  target: string | null
  /** Null: it goes on, or the server ended before it was done. */
  status: number | null
}
