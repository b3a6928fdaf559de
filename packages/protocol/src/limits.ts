/** Lengths, sizes and times that the server and its clients share. Names that end in `_MS` are milliseconds. */

/** Longest serial number, in bytes (authorization.md, "Who is who"). */
export const SN_MAX_BYTES = 128
/** Longest `deviceName`, in Unicode code points (A10). */
export const DEVICE_NAME_MAX = 13
/** Longest `group_name`, in bytes of UTF-8. */
export const GROUP_NAME_MAX_BYTES = 32
/** Most devices in one group. */
export const GROUP_MAX_DEVICES = 50
/** Longest name that the other side of a call is shown, in characters. */
export const SHOWN_NAME_MAX = 64
/** Longest string that is looked at as a device ticket, in characters. */
export const SN_TICKET_MAX = 512
/** Letters and digits in a device ticket (A12). */
export const TICKET_LENGTH = 32
/** How long a device ticket is valid (A12). */
export const TICKET_TTL_MS = 5 * 60_000
/** How long a dialog may stay open before its answer is no longer accepted. */
export const ASK_TTL_MS = 10 * 60_000
/** How long after that the same question may be asked again: a phone that lay there overnight. */
export const ASK_AGAIN_MS = 24 * 60 * 60_000
/** How long a device has to sign the challenge it was given. */
export const CHALLENGE_TTL_MS = 60_000
/** How long the code of `wx.login` is valid, as in WeChat. */
export const LOGIN_CODE_TTL_MS = 5 * 60_000

/** How long a listener is rung unless the app sets another time (calls.md, `timeout`), and what it may set. */
export const RING_TIMEOUT_SECONDS = 60
export const RING_TIMEOUT_MIN_SECONDS = 5
export const RING_TIMEOUT_MAX_SECONDS = 120
/** Most people that one device rings by one plan, and how long a plan in turn may ring in all. */
export const RING_PEOPLE_MAX = 20
export const RING_PLAN_MAX_SECONDS = 600
/** How long after its beginning nobody more is rung, whatever the plan: the longest one, and the back end's answers (C16). */
export const RING_LIFE_MS = 15 * 60_000
/** Of the people who are rung together, so many are connected to the device while it rings, and see its picture (C17). */
export const RING_EARLY_MAX = 4
/** How long the app's back end may take for one answer whether a call may ring, and how often it is asked (C16). */
export const BACKEND_ANSWER_MS = 3_000
export const BACKEND_ATTEMPTS = 3
/** How long a call waits for that answer, with all attempts and the pauses between them; then it is cancelled. */
export const BACKEND_WAIT_MS = 12_000
/** Longest message that a back end sends to a device, in bytes of UTF-8. */
export const PUSH_MESSAGE_MAX_BYTES = 5 * 1024
/** How long a push token is valid. */
export const PUSH_TOKEN_TTL_MS = 7 * 86_400_000
/** How long an answered call waits for its caller to join (calls.md, `aborted`). */
export const CALLER_JOIN_MS = 20_000
/** How long an answered and joined call may take until media flows both ways. */
export const MEDIA_SETUP_MS = 30_000
/** How long a side may be absent before it counts as gone (C15): known to be, because its connection was closed. */
export const SIDE_ABSENT_MS = 15_000
/**
 * The same for a side that only fell silent: it may have gone as late as just before its next sign of life, up to 5 s
 * after its last by the public protocol. The SDK's pause is shorter, which leaves it time to come back.
 */
export const SIDE_GONE_MS = 20_000
/** How often the SDK reports that a client in a call is still there (`call.alive`). */
export const ALIVE_EVERY_MS = 2_000
/** How long after its end a call's sides may say how good it was. */
export const QUALITY_REPORT_MS = 60_000
/** Clients of a listener that a caller connects to while it rings; further ones are connected after the answer. */
export const EARLY_CLIENTS_MAX = 4
/** Longest `timeLimit` of a call, in seconds (24 h). */
export const TIME_LIMIT_MAX_SECONDS = 86_400

/** Largest WebSocket frame and largest HTTP body, in bytes. An SDP with candidates stays below 16 kB. */
export const FRAME_MAX_BYTES = 64 * 1024
export const BODY_MAX_BYTES = 64 * 1024
/** Largest session description in a signal, in characters. */
export const SDP_MAX = 48 * 1024
/** Clients that one person, or one device, may have connected at once. */
export const CLIENTS_PER_PERSON = 16
export const CLIENTS_PER_DEVICE = 4
/** Most openids in one `getIotBindContactList`; WeChat documents no limit. */
export const OPENID_LIST_MAX = 200
/** Most questions of one check. */
export const CHECKS_MAX = 100
/** How far ahead an Allow may be given for a time, and for how many rings. */
export const LIMIT_AHEAD_MS = 366 * 86_400_000
export const LIMIT_RINGS_MAX = 99
/** Stretches of quiet hours, of a person and of one of their devices or groups. */
export const QUIET_HOURS_MAX = 8
/** Most devices and groups of one person in the ledger of WeChat's decisions, and most entries of one list (B5). */
export const WECHAT_LIST_MAX = 500
/** Most rows of a page. */
export const PAGE_MAX = 200
/** Webhooks that an app may have. */
export const WEBHOOKS_MAX = 10
/** Deliveries that are sent again by one request that names them. */
export const WEBHOOK_REPLAY_MAX = 100
/** Browsers and apps that one person's rings are pushed to; a further one takes the place of the one that was seen least lately. */
export const PUSH_SUBSCRIPTIONS_MAX = 16
/** Longest address or token at a push service, and page that a notification opens, in characters. */
export const PUSH_ENDPOINT_MAX = 1024
export const PUSH_PAGE_MAX = 1000
/** How long a push service may take for one answer. */
export const PUSH_ANSWER_MS = 5_000
/** How long a push service keeps the news of a missed call for a phone that is off. */
export const PUSH_MISSED_TTL_SECONDS = 86_400
/** How long Apple's service keeps the end of a ring for PushKit, where whatever arrives rings. */
export const PUSH_VOIP_END_TTL_SECONDS = 10
/** How long a receiver of webhooks may take to answer. */
export const WEBHOOK_ANSWER_MS = 10_000
/** Origins whose pages may use an app's sessions and device tokens. */
export const APP_ORIGINS_MAX = 20
