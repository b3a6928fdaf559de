/** The state of one call. */

/** One call. Each change is one write, conditional on `version`. Times are milliseconds since 1970. */
export interface CallState {
  roomId: string
  appid: string
  version: number
  state: 'created' | 'ringing' | 'connecting' | 'talking' | 'ended'
  roomType: 'voice' | 'video'
  businessType: number
  chargeType: 'duration' | 'license'
  /** Which side is the device. */
  callerKind: 'device' | 'person'
  modelId: string
  sn: string
  openid: string
  callerName: string
  listenerName: string
  callerCamera: boolean
  listenerCamera: boolean
  /** Which candidates the sides may exchange while it rings. */
  earlySetup: 'off' | 'relay' | 'all'
  /** The calling device sends its picture while it rings (C17). */
  preview: boolean
  callerClient: string | null
  listenerClient: string | null
  customQuery: string | null
  payload: string | null
  timeLimitSeconds: number | null
  /** How long the listener is rung. */
  ringSeconds: number
  /** True while the back end has not said yes: the listener is not told of the call (C16). Kept when it ends so. */
  awaitsBackend: boolean
  /** It came in quiet hours: nobody is rung, and the listener’s clients are not told of it. */
  quiet: boolean
  /** True once media flows at that side; both make the call `talking`. */
  callerMedia: boolean
  listenerMedia: boolean
  createdAt: number
  joinedAt: number | null
  acceptedAt: number | null
  startedAt: number | null
  endedAt: number | null
  endReason: 'cancelled' | 'rejected' | 'timeout' | 'busy' | 'hung_up' | 'aborted' | null
  endBy: 'caller' | 'listener' | null
  endOrigin: 'manual' | 'forceFromApp' | 'unloadCallPage' | 'other' | 'timeLimit' | null
  endMessage: string | null
  /** JSON: what each side said at the end of how good it was. */
  callerQuality: string | null
  listenerQuality: string | null
  /** The ring of several people that it belongs to; null: none. */
  ringId: string | null
  /** The name, or '', of the person whom the device rang too, and who answered; null: nobody did. */
  answeredBy: string | null
  /** When the present state runs out, whatever node is alive; null: never. */
  deadlineAt: number | null
  /** When each side was last known to be there. */
  callerSeenAt: number
  listenerSeenAt: number | null
}
