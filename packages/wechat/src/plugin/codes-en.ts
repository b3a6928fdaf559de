/** What each number of the plugin says to people, in English. */

import type { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'

export const EN: Readonly<Record<keyof typeof PLUGIN_CODES, string>> = {
  // Told by the server.
  ROOM_WRONG: 'There is no such room.',
  DEVICE_WRONG: 'The device is wrong: use the sn that it was registered with.',
  VOIP_ID_WRONG: 'The voip_id is wrong.',
  FACE_TOKEN_WRONG: 'The voipToken of the face-pay terminal is wrong.',
  ROOM_FAILED: 'The room could not be made. Nothing was changed; call again.',
  OPENID_MALFORMED: 'The openid is malformed.',
  FACE_NOT_AUTHORIZED: 'The openid has not authorized the face-pay terminal.',
  NOT_AUTHORIZED:
    'The person has not authorized this device. Ask with requestDeviceVoIP, or lead them to settings.',
  CAPABILITY_MISSING: 'The app has no calling capability.',
  CALLER_TOKEN_WRONG:
    'The credential of the calling device is wrong. Leave voipToken out; the device’s sign-in says who it is.',
  LISTENER_TOKEN_WRONG:
    'The push token of the called device is wrong or expired. Get it anew with wmpf.getWmpfPushToken.',
  ARREARS: 'The account is in arrears.',
  TOKEN_OF_OTHER_MODEL: 'The push token is of another model.',
  OPENID_OF_OTHER_APP: 'The openid belongs to another app.',
  OPENID_UNKNOWN: 'No person of this app has this openid.',
  CHARGE_TYPE_ILLEGAL: 'chargeType should be duration or license.',
  LICENCE_EXPIRED: 'The licence has expired.',
  LICENCE_INACTIVE: 'The device has no active licence.',

  // Found by the plugin itself.
  DEVICE_TOKEN_FAILED: 'This device could not sign in: register it with a ticket first.',
  VOIP_TOKEN_MISSING:
    'The token is missing or of a wrong type: pass what wmpf.getWmpfPushToken gave on the device.',
  REQUEST_FAILED: 'The request failed: check the network and the server address.',
  ANSWER_UNREADABLE: 'The answer could not be read: something other than the server answered.',
  PARAMETER_WRONG: 'A parameter is wrong.',
  CALL_IN_PROGRESS: 'Another call is in progress. End it first.',
  DEVICE_ONLY: 'This must be used on a device.',
  PERSON_ONLY: 'This must be used on a phone.',
  INTERRUPTED: 'The call was interrupted.',
  NOT_SUPPORTED:
    'Face-pay terminals (businessType 0 and 3) are not supported: a device rings with 1, a phone with 2.',

  // Why a room could not be joined: told by joinFailCaller and joinFailListener.
  JOIN_FAILED: 'The room could not be joined.',
  OTHER_APP_IN_CALL: 'Another Mini Program is in a call.',
  SDK_RESET_FAILED: 'Reset failed.',
  SDK_INIT_FAILED: 'Initialisation failed.',
  SDK_JOIN_FAILED: 'Joining failed.',
  JOIN_CALLBACK_FAILED: 'Joining failed.',
  TALK_CALLBACK_FAILED: 'Talking failed.',
  MEDIA_DEVICE_FAILED: 'The microphone or camera could not be used.',
  SESSION_KEY_FAILED: 'The session key could not be got.',
  LEFT_BEFORE_JOINING: 'The call page was left before the room was joined.',
  JOIN_REQUEST_FAILED: 'The request to join failed.',
  PHONE_CALL_RUNNING: 'A phone call is running.',
  NOT_ALLOWED: 'No permission for the microphone or camera.',
  API_NOT_ALLOWED: 'No permission for this function.',
  JOIN_REFUSED: 'The server refused for another reason.',
}
