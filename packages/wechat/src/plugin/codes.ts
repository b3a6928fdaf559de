/**
 * Every number of WeChat's plugin (wechat-surface 2.7), with the side that meets it and how, or why it cannot occur
 * here. What each says to people is in `codes-en.ts` and `codes-zh.ts`. docs/wmpf-voip.md is made from these files.
 */

import type { Language } from '@callgrant/protocol/errors'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { EN } from './codes-en.ts'
import { ZH } from './codes-zh.ts'

/** How code calls a number. */
export type VoipCodeName = keyof typeof PLUGIN_CODES
/** A number of the plugin. */
export type VoipCode = (typeof PLUGIN_CODES)[VoipCodeName]

interface Occurrence {
  /** The side that meets it; null: it cannot occur here. */
  side: 'person' | 'device' | 'either' | null
  /** What brings it about; where it cannot occur, why. */
  how: string
}

export interface VoipCodeRow extends Occurrence, Readonly<Record<Language, string>> {
  name: VoipCodeName
}

const FACE_PAY = 'Face-pay terminals are not here: businessType 0 and 3 are answered 1011.'
const NO_LICENCES = 'Licences are always active here, as WeChat answers since 2024-09-09.'
const ONE_STEP = 'WebRTC has no such step of its own: what fails there is 2000.'

const OCCURRENCES: Readonly<Record<VoipCodeName, Occurrence>> = {
  // Told by the server.
  ROOM_WRONG: {
    side: null,
    how: 'No function here takes a room to act on but forceHangUpVoip, which does nothing for another room (C12).',
  },
  DEVICE_WRONG: {
    side: 'either',
    how: 'A device gives a caller.id that is not its own sn (C4); a person calls a device that is not registered.',
  },
  VOIP_ID_WRONG: { side: null, how: 'There is no voip_id here.' },
  FACE_TOKEN_WRONG: { side: null, how: FACE_PAY },
  ROOM_FAILED: { side: 'either', how: 'The server has its own fault while it makes the room.' },
  OPENID_MALFORMED: { side: 'device', how: 'listener.id is no openid: wrong characters, too long.' },
  FACE_NOT_AUTHORIZED: { side: null, how: FACE_PAY },
  NOT_AUTHORIZED: {
    side: 'either',
    how: 'The person never agreed, refused, switched it off or cleared it; the group no longer has the device (A5, A6).',
  },
  CAPABILITY_MISSING: {
    side: 'either',
    how: 'The app has no calling capability. Here in develop and trial versions too: the client’s word must not open it.',
  },
  CALLER_TOKEN_WRONG: {
    side: 'device',
    how: 'A voipToken is given with businessType 1 (the sign-in says who calls), or the device was reset.',
  },
  LISTENER_TOKEN_WRONG: {
    side: 'person',
    how: 'voipToken or pushToken is not what wmpf.getWmpfPushToken gave, or is past its time.',
  },
  ARREARS: { side: null, how: 'Nobody is charged here.' },
  TOKEN_OF_OTHER_MODEL: {
    side: 'person',
    how: 'The push token is of a device of another model than modelId.',
  },
  OPENID_OF_OTHER_APP: { side: 'device', how: 'listener.id is known to another app only.' },
  OPENID_UNKNOWN: { side: 'device', how: 'Nobody of this app has that openid.' },
  CHARGE_TYPE_ILLEGAL: { side: 'person', how: 'chargeType is neither duration nor license.' },
  LICENCE_EXPIRED: { side: null, how: NO_LICENCES },
  LICENCE_INACTIVE: { side: null, how: NO_LICENCES },

  // Found by the plugin itself.
  DEVICE_TOKEN_FAILED: { side: 'device', how: 'This device is not registered, so that it cannot sign in.' },
  VOIP_TOKEN_MISSING: {
    side: 'either',
    how: 'businessType 2 without a voipToken (or a modelId), callWMPF without a pushToken; or it is no String.',
  },
  REQUEST_FAILED: { side: 'either', how: 'The server cannot be reached.' },
  ANSWER_UNREADABLE: {
    side: 'device',
    how: 'What answers getIotBindContactList is no JSON: a captive portal, a proxy.',
  },
  PARAMETER_WRONG: { side: 'either', how: 'A parameter is missing, of a wrong type or out of its range.' },
  CALL_IN_PROGRESS: { side: 'either', how: 'This side is in a call, or being rung, already (C8).' },
  DEVICE_ONLY: { side: 'person', how: 'businessType 1 or getIotBindContactList on a phone.' },
  PERSON_ONLY: { side: 'device', how: 'businessType 2, callWMPF or callDevice on a device.' },
  INTERRUPTED: {
    side: 'either',
    how: 'An answer comes too late: the call is over, or was answered on another phone (C7).',
  },
  NOT_SUPPORTED: { side: 'either', how: 'businessType 0 or 3, or a function of face-pay.' },

  // Why a room could not be joined: told by joinFailCaller and joinFailListener.
  JOIN_FAILED: {
    side: 'either',
    how: 'Media could not be set up, for a reason that has no number of its own.',
  },
  OTHER_APP_IN_CALL: {
    side: null,
    how: 'A page cannot see the calls of other apps; another call of this app is 1005.',
  },
  SDK_RESET_FAILED: { side: null, how: ONE_STEP },
  SDK_INIT_FAILED: { side: null, how: ONE_STEP },
  SDK_JOIN_FAILED: { side: null, how: ONE_STEP },
  JOIN_CALLBACK_FAILED: { side: null, how: ONE_STEP },
  TALK_CALLBACK_FAILED: { side: null, how: ONE_STEP },
  MEDIA_DEVICE_FAILED: { side: 'either', how: 'Microphone or camera is in use, broken or not there.' },
  SESSION_KEY_FAILED: { side: null, how: 'WebRTC agrees on keys by itself.' },
  LEFT_BEFORE_JOINING: {
    side: 'either',
    how: 'The call page is left, or the app goes to the back, before the room is joined.',
  },
  JOIN_REQUEST_FAILED: {
    side: null,
    how: 'A join lost with the network is repeated when that is back; a call that is over says its reason.',
  },
  PHONE_CALL_RUNNING: {
    side: null,
    how: 'A browser does not say whether a phone call is running; a microphone in use is 2007.',
  },
  NOT_ALLOWED: { side: 'either', how: 'The person did not allow the microphone or camera.' },
  API_NOT_ALLOWED: { side: null, how: 'There are no permissions for single functions here.' },
  JOIN_REFUSED: { side: null, how: 'The server refuses no join of a call that is open.' },
}

/**
 * What each `errCode` of the plugin means, by its number.
 * @example VOIP_CODES[9].en // 'The person has not authorized this device. …'
 */
export const VOIP_CODES = Object.fromEntries(
  Object.entries(PLUGIN_CODES).map(([name, code]) => [code, rowOf(name as VoipCodeName)]),
) as Readonly<Record<VoipCode, VoipCodeRow>>

function rowOf(name: VoipCodeName): VoipCodeRow {
  return { name, ...OCCURRENCES[name], en: EN[name], zh: ZH[name] }
}
