/** What is wrong and what to do, in English: one sentence for each error code. */

import type { ErrorCode } from './codes.ts'
import { EN_CLIENTS } from './en-clients.ts'

export const EN: Readonly<Record<ErrorCode, string>> = {
  ...EN_CLIENTS,

  // What any request can meet.
  unauthenticated: 'The credential is missing or wrong. Send the one this route asks for.',
  token_expired: 'The session has expired. Ask your back end for a new one, or sign the device in again.',
  forbidden: 'This credential may not do this. Use the token of the right kind of caller.',
  origin_not_allowed:
    'Pages of this origin may not call the server. Add the origin to CALLGRANT_ALLOWED_ORIGINS (--allowed-origins), or to the origins of the app, as browsers write it: https://app.example.com.',
  not_found: 'There is nothing at this address. See /openapi.json for the routes.',
  request_timeout:
    'The request did not arrive in time: its head within 10 s, all of it within 30 s. Nothing was done; send it again.',
  payload_too_large: 'The message is too large. Send at most 64 KiB.',
  unsupported_media_type: 'The body is not JSON. Send `content-type: application/json`.',
  rate_limited: 'Too many requests. Wait for the time in `retry-after`, then try again.',
  internal: 'The server failed. Nothing was changed; try again, and look for the request id in its log.',
  // A connection that is lost while a change is being confirmed leaves open whether it was: so no promise here.
  unavailable:
    "The server's store or bus cannot be reached just now, so this may not have been done. Try again in a moment.",

  // Apps, models, devices.
  app_unknown: 'No app has this appid. Create it with `callgrant app create`.',
  app_exists: 'There is an app with this appid already. Choose another, or leave it out to get one.',
  capability_missing:
    'The app has no calling capability. Switch it on with `callgrant app update --calling on`.',
  model_unknown: 'The app has no model with this model_id. Create it with `callgrant model create`.',
  model_exists: 'The app already has a model with this model_id. Choose another, or use the one there is.',
  device_unknown: 'No device is registered with this model_id and sn. Register it with a ticket first.',
  device_already_registered:
    'This device is already registered with another key. Reset it from the back end, then register again.',
  device_credential_wrong:
    'The signature does not fit the device’s key. Sign the exact bytes with the key that was registered.',
  challenge_invalid: 'The challenge is unknown, used or older than a minute. Ask for a new one and sign it.',
  oidc_token_wrong:
    'The ID token is not from an issuer of this app, or is not valid now. Check issuer, audience and clock.',
  message_push_unverified:
    'The message push URL did not answer the check with its echostr. See that it runs, and that the token is the same there.',
  events_gone:
    'The events after this Last-Event-ID are not all kept any more. Read the state (calls, authorizations), and open the stream without it.',
  webhook_unknown: 'The app has no webhook with this webhook_id. List them with `callgrant webhook list`.',
  webhook_limit: 'The app has 10 webhooks already. Remove one, or let one receive more types.',
  delivery_unknown: 'The webhook has no delivery with this delivery_id, or it is not kept any more.',
  console_link_invalid:
    'The link to the console was used, or is older than 10 minutes. Run `callgrant console` for another.',
  console_sign_in_failed:
    'The sign-in to the console was not begun in this browser, took over 10 minutes, or was refused by the issuer. Begin again at /console/.',
  login_code_invalid: 'The login code is not of this app, or is older than 5 minutes. Call wx.login again.',
  login_code_used: 'The login code was used. A code is good once: call wx.login again.',

  // Groups.
  group_unknown: 'The app has no group with this group_id. Create it with `callgrant group create`.',
  group_exists: 'The app already has a group with this group_id. Choose another, or use the one there is.',
  group_type_mismatch:
    'The device is of another device type than the group. Put it into a group of its own type.',
  group_already_in: 'The device is already in this group. Nothing needs to be done.',
  group_full: 'The group holds 50 devices already. Create another group.',
  group_not_in: 'The device is not in this group. Check model_id and sn.',
  group_in_other: 'The device is in another group. Pass force_add to take it out of there.',

  // Asking a person.
  ticket_expired: 'The snTicket is older than 5 minutes. Get a new one from the back end.',
  already_authorized: 'The person has already authorized this. Treat it as success.',
  already_refused:
    'The person refused this before, so no dialog is shown. Lead them to the settings page (openSetting).',
  ask_invalid:
    'This question is unknown, was answered already, or stayed open for over 10 minutes. Ask again.',
  wechat_ledger_full:
    'The ledger has 500 devices and groups of this person already. Report the whole list of getDeviceVoIPList, which takes out what is gone.',
  record_unknown:
    'The app has no record of a decision with this id. `callgrant authorization records` lists them; a record of asking decides nothing.',
  record_erased: 'The person of this record was forgotten. What is left of it does not say who they were.',
  too_many_asks:
    'This person was asked, or switched something on, too often. Wait for the seconds in `retry_after`, then try again.',

  // Calls.
  not_authorized:
    'The person has not authorized this device. Ask them with requestDeviceVoIP, or lead them to settings.',
  person_quiet: 'The person does not want to be rung now. Ring them again later.',
  not_this_device: 'A device calls only as itself. Use the sn that it signed in with.',
  openid_malformed:
    'The openid is not 1 to 128 letters, digits, `_` or `-`. Pass it as the back end knows it.',
  openid_unknown:
    'No person of this app has this openid. The back end must have made a session for them once.',
  openid_other_app: 'The openid belongs to another app. Use the openid that this app knows the person by.',
  room_failed: 'The room could not be made. Nothing was changed; call again.',
  room_unknown: 'You are in no call with this room_id. Use the roomId that the call was started with.',
  push_token_wrong:
    'The push token is not of this device, or is older than 7 days. Take the one that the device gave last (wmpf.getWmpfPushToken); an snTicket is none.',
  push_token_other_model:
    'The push token is of a device of another model. Pass the modelId of the device that made the token.',
  push_message_too_long: 'The message has more than 5 KB. Send a shorter one, or only where to get it.',
  device_offline:
    'The device is not connected just now, so nothing was sent. Send it again when it is online.',
  too_many_calls:
    'This person or device has placed too many calls. Wait for the seconds in `retry_after`, then call again.',
  ring_token_invalid:
    'The token of this ring is wrong, or the ring is over. Open the app to see what became of the call.',
  call_in_progress: 'This side is in a call, or being rung, already. End that call first.',
  answered_elsewhere: 'The call was answered on another client of this person. Stop ringing here.',
  wrong_side: 'This act is for the other side of the call: callers cancel, listeners accept or reject.',
  device_only: 'This is for a device. Sign in as a device.',
  person_only: 'This is for a person. Sign in with a person’s session.',
  calling_not_enabled:
    'The app has no calling capability, so nobody can be rung. Switch it on with `callgrant app update --calling on`.',
}
