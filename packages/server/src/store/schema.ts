/**
 * The tables, once for SQLite and PostgreSQL. Times are milliseconds since 1970; yes/no is 1/0, so that both
 * databases hold the same. Everything is scoped by `appid`: no query may leave it out.
 */

export interface Tables {
  app: AppTable
  model: ModelTable
  device_group: DeviceGroupTable
  device: DeviceTable
  person: PersonTable
  authorization: AuthorizationTable
  consent_record: ConsentRecordTable
  used_token: UsedTokenTable
  call: CallTable
  busy: BusyTable
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
  /** JSON: `[{issuer, audience}]`. */
  oidc_issuers: string
  created_at: number
}

/** A kind of device. */
export interface ModelTable {
  appid: string
  model_id: string
  /** The device-type name that people read (A8). */
  model_type: string
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
  created_at: number
}

/** What a person agreed to: status 1 or 0; no row is "none". */
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
}

/** Append-only: what was asked and answered, in which words. */
export interface ConsentRecordTable {
  /** Sortable by time. */
  id: string
  appid: string
  openid: string
  at: number
  act: 'asked' | 'authorized' | 'refused' | 'switched_on' | 'switched_off' | 'cleared'
  kind: 'device' | 'group' | null
  model_id: string | null
  sn: string | null
  group_id: string | null
  display_name: string | null
  words: string | null
  sdk: string | null
}

/** Tokens that are good once: questions asked, challenges signed. Swept after they expire. */
export interface UsedTokenTable {
  jti: string
  expires_at: number
}

/** One call. Each change is one write, conditional on `version`. */
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
  caller_client: string | null
  listener_client: string | null
  custom_query: string | null
  payload: string | null
  time_limit_seconds: number | null
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
  /** When the present state runs out, whatever node is alive; null: never. */
  deadline_at: number | null
  /** When each side was last known to be there. */
  caller_seen_at: number
  listener_seen_at: number | null
}

/** Who is in a call now: the primary key `(appid, party)` is what makes a second call `busy` (C8). */
export interface BusyTable {
  appid: string
  /** `p:<openid>` or `d:<model_id>:<sn>`. */
  party: string
  room_id: string
}
