/**
 * `errCode` of WeChat's calling plugin `wmpf-voip`: 1–24 are told by WeChat's server, 1000–1011 by the plugin itself,
 * 2000–2104 by joining a room. What each means in words, and whether it can occur here, is in the table `VOIP_CODES`
 * of `@callgrant/wechat`.
 */

/** There is no such room. */
export const ROOM_WRONG = 1
/** The device is not the one that signed in, or not registered. */
export const DEVICE_WRONG = 2
export const VOIP_ID_WRONG = 3
/** The `voipToken` of a face-pay terminal is wrong. */
export const FACE_TOKEN_WRONG = 4
/** The room could not be made. */
export const ROOM_FAILED = 5
export const OPENID_MALFORMED = 7
/** The person has not authorized the face-pay terminal. */
export const FACE_NOT_AUTHORIZED = 8
/** The person has not authorized the device. */
export const NOT_AUTHORIZED = 9
/** The app has no calling capability. */
export const CAPABILITY_MISSING = 12
/** The credential of the calling device is wrong. */
export const CALLER_TOKEN_WRONG = 13
/** The push token of the called device is wrong or expired. */
export const LISTENER_TOKEN_WRONG = 14
export const ARREARS = 15
/** The push token is of a device of another model. */
export const TOKEN_OF_OTHER_MODEL = 17
export const OPENID_OF_OTHER_APP = 19
/** No person of this app has this openid. */
export const OPENID_UNKNOWN = 20
/** `chargeType` is neither `duration` nor `license`. */
export const CHARGE_TYPE_ILLEGAL = 22
export const LICENCE_EXPIRED = 23
export const LICENCE_INACTIVE = 24

/** This device could not sign in. */
export const DEVICE_TOKEN_FAILED = 1000
/** A token is missing, or is no string. */
export const VOIP_TOKEN_MISSING = 1001
/** The server cannot be reached. */
export const REQUEST_FAILED = 1002
/** The answer could not be read. */
export const ANSWER_UNREADABLE = 1003
export const PARAMETER_WRONG = 1004
/** This side is in a call, or being rung, already. */
export const CALL_IN_PROGRESS = 1005
/** For a device, and used on a phone. */
export const DEVICE_ONLY = 1006
/** For a phone, and used on a device. */
export const PERSON_ONLY = 1007
/** The call was over, or answered elsewhere. */
export const INTERRUPTED = 1008
/** Face-pay terminals are not supported. */
export const NOT_SUPPORTED = 1011

/** The room could not be joined, for a reason that has no number of its own. */
export const JOIN_FAILED = 2000
export const OTHER_APP_IN_CALL = 2001
export const SDK_RESET_FAILED = 2002
export const SDK_INIT_FAILED = 2003
export const SDK_JOIN_FAILED = 2004
export const JOIN_CALLBACK_FAILED = 2005
export const TALK_CALLBACK_FAILED = 2006
/** The microphone or camera could not be used. */
export const MEDIA_DEVICE_FAILED = 2007
export const SESSION_KEY_FAILED = 2008
/** The call page was left before the room was joined. */
export const LEFT_BEFORE_JOINING = 2009
export const JOIN_REQUEST_FAILED = 2010
export const PHONE_CALL_RUNNING = 2100
/** The person did not allow the microphone or camera. */
export const NOT_ALLOWED = 2102
export const API_NOT_ALLOWED = 2103
export const JOIN_REFUSED = 2104
