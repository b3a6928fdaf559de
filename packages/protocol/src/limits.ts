/** The figures of the spec, in one place. Times in milliseconds where the name ends in `_MS`. No I/O. */

/** Longest serial number, in bytes (authorization.md, "Who is who"). */
export const SN_MAX_BYTES = 128
/** Longest `deviceName`, in Unicode code points (A10). */
export const DEVICE_NAME_MAX = 13
/** Longest `group_name`, in bytes of UTF-8. */
export const GROUP_NAME_MAX_BYTES = 32
/** Most devices in one group. */
export const GROUP_MAX_DEVICES = 50
/** Letters and digits in a device ticket (A12). */
export const TICKET_LENGTH = 32
/** How long a device ticket is good (A12). */
export const TICKET_TTL_MS = 5 * 60_000
/** How long a dialog may stay open before its answer is no longer taken. */
export const ASK_TTL_MS = 10 * 60_000
/** How long a device has to sign the challenge it was given. */
export const CHALLENGE_TTL_MS = 60_000
/** How long a back end has to exchange the code of `wx.login`, as WeChat's. */
export const LOGIN_CODE_TTL_MS = 5 * 60_000

/** How long a listener is rung when the app sets nothing else (calls.md, `timeout`), and the bounds for an app. */
export const RING_TIMEOUT_SECONDS = 60
export const RING_TIMEOUT_MIN_SECONDS = 5
export const RING_TIMEOUT_MAX_SECONDS = 120
/** How long the app's back end has for one answer whether a call may ring, and how often it is asked (C16). */
export const BACKEND_ANSWER_MS = 3_000
export const BACKEND_ATTEMPTS = 3
/** How long a call waits for that word, all attempts and the pauses between them included; then it is cancelled. */
export const BACKEND_WAIT_MS = 12_000
/** Longest message that a back end sends to a device, in bytes of UTF-8. */
export const PUSH_MESSAGE_MAX_BYTES = 5 * 1024
/** How long a push token is good. */
export const PUSH_TOKEN_TTL_MS = 7 * 86_400_000
/** How long an answered call waits for its caller to join (calls.md, `aborted`). */
export const CALLER_JOIN_MS = 20_000
/** How long an answered and joined call may take until media flows both ways. */
export const MEDIA_SETUP_MS = 30_000
/** How long a side may be silent before it counts as gone (C15). */
export const SIDE_GONE_MS = 15_000
/** How often a client in a call says that it is there (`call.alive`). */
export const ALIVE_EVERY_MS = 5_000
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
/** Openids in one `getIotBindContactList`. WeChat documents none; this is ours. */
export const OPENID_LIST_MAX = 200
/** Devices and groups of one person that the ledger of WeChat's decisions holds, and most entries of one list (B5). */
export const WECHAT_LIST_MAX = 500
/** Rows of a page, at most. */
export const PAGE_MAX = 200
