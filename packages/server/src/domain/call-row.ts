/** A call as the store holds it and the machine reads it. Yes/no is 1/0, as in every table. */

/** One call. Each change is one write, conditional on `version`. Times are milliseconds since 1970. */
export interface CallRow {
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
  /** How long the listener is rung. */
  ring_seconds: number
  /** 1: the listener is not told of it, because the back end has not said yes (C16); kept when it ends so. */
  awaits_backend: number
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
