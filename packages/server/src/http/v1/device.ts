/** Routes of a device: register with a ticket, sign in with its key, ask who may be rung. */

import {
  Challenge,
  Contacts,
  ContactsRequest,
  CreateChallenge,
  DeviceToken,
  PushToken,
  RegisterDevice,
  RegisteredDevice,
  SignInDevice,
} from '@callgrant/protocol'
import { deviceContacts } from '../../acts/consent/device-contacts.ts'
import { createChallenge } from '../../acts/devices/create-challenge.ts'
import { createPushToken } from '../../acts/devices/create-push-token.ts'
import { registerDevice } from '../../acts/devices/register-device.ts'
import { signInDevice } from '../../acts/devices/sign-in-device.ts'
import { REGISTER_IN_WORDS, SIGN_IN_IN_WORDS } from '../../credentials/signature-example.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addDeviceSideRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const notSignedIn = { caller: 'anyone', tag: 'device', method: 'POST', credential: true } as const
  addRoute(tools, {
    ...notSignedIn,
    url: '/v1/device/register',
    summary: 'Bind the device’s key to its model and sn, with a ticket. The same key may register again',
    description: REGISTER_IN_WORDS,
    body: RegisterDevice,
    answer: RegisteredDevice,
    status: 201,
    errors: ['ticket_invalid', 'ticket_expired', 'device_credential_wrong', 'device_already_registered'],
    act: ({ body }) => registerDevice(ctx, body),
  })
  addRoute(tools, {
    ...notSignedIn,
    url: '/v1/device/challenge',
    summary: 'A challenge to sign, valid once and for a minute',
    body: CreateChallenge,
    answer: Challenge,
    act: ({ body }) => createChallenge(ctx, body),
  })
  addRoute(tools, {
    ...notSignedIn,
    url: '/v1/device/token',
    summary: 'Exchange the signed challenge for a token',
    description: SIGN_IN_IN_WORDS,
    body: SignInDevice,
    answer: DeviceToken,
    errors: ['challenge_invalid', 'device_unknown', 'device_credential_wrong'],
    act: ({ body }) => signInDevice(ctx, body),
  })
  addRoute(tools, {
    method: 'POST',
    url: '/v1/device/contacts',
    tag: 'device',
    summary: 'For each openid, whether this device may ring them now (getIotBindContactList)',
    caller: 'device',
    body: ContactsRequest,
    answer: Contacts,
    errors: ['not_this_device'],
    act: ({ caller, body }) => deviceContacts(ctx, caller, body),
  })
  addRoute(tools, {
    method: 'POST',
    url: '/v1/device/push_token',
    tag: 'device',
    summary: 'A token that names this device to whoever sends messages to it; valid for 7 days',
    caller: 'device',
    answer: PushToken,
    act: ({ caller }) => createPushToken(ctx, caller),
  })
}
