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
import { createChallenge } from '../../acts/create-challenge.ts'
import { deviceContacts } from '../../acts/device-contacts.ts'
import { createPushToken } from '../../acts/message-push/create-push-token.ts'
import { registerDevice } from '../../acts/register-device.ts'
import { signInDevice } from '../../acts/sign-in-device.ts'
import { addRoute, type RouteTools } from '../route.ts'

export function addDeviceSideRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const stranger = { caller: 'anyone', tag: 'device', method: 'POST', credential: true } as const
  addRoute(tools, {
    ...stranger,
    url: '/v1/device/register',
    summary: 'Bind the device’s key to its model and sn, with a ticket. The same key may register again',
    body: RegisterDevice,
    answer: RegisteredDevice,
    status: 201,
    errors: ['ticket_invalid', 'ticket_expired', 'device_credential_wrong', 'device_already_registered'],
    act: ({ body }) => registerDevice(ctx, body),
  })
  addRoute(tools, {
    ...stranger,
    url: '/v1/device/challenge',
    summary: 'Something to sign, good once and for a minute',
    body: CreateChallenge,
    answer: Challenge,
    act: ({ body }) => createChallenge(ctx, body),
  })
  addRoute(tools, {
    ...stranger,
    url: '/v1/device/token',
    summary: 'Exchange the signed challenge for a token',
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
    summary: 'A token that says which device is meant, to be handed out; good for 7 days',
    caller: 'device',
    answer: PushToken,
    act: ({ caller }) => createPushToken(ctx, caller),
  })
}
