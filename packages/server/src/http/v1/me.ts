/** Routes of a person: be asked, decide, list, switch, clear. */

import {
  Ask,
  Asked,
  CallgrantError,
  ChangeAuthorization,
  ChangeOwnSettings,
  Cleared,
  Decide,
  LoginCode,
  OwnAuthorization,
  OwnAuthorizations,
  OwnSettings,
  Switch,
} from '@callgrant/protocol'
import { createLoginCode } from '../../acts/apps/create-login-code.ts'
import { changeOwnSettings, ownSettings } from '../../acts/calls/own-settings.ts'
import { askAuthorization } from '../../acts/consent/ask-authorization.ts'
import { changeAuthorization } from '../../acts/consent/change-authorization.ts'
import { clearAuthorizations } from '../../acts/consent/clear-authorizations.ts'
import { decideAuthorization } from '../../acts/consent/decide-authorization.ts'
import { listOwnAuthorizations } from '../../acts/consent/list-own-authorizations.ts'
import { switchAuthorization } from '../../acts/consent/switch-authorization.ts'
import { languageOf } from '../accept-language.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addPersonRoutes(tools: RouteTools): void {
  const { ctx, metrics } = tools
  const person = { caller: 'person', tag: 'person' } as const
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/ask',
    summary:
      'Whether the dialog may be shown, and the name to show, in the language of `accept-language`; for one device with its ticket, or one group',
    body: Ask,
    answer: Asked,
    errors: [
      'capability_missing',
      'model_unknown',
      'group_unknown',
      'ticket_invalid',
      'ticket_expired',
      'already_authorized',
      'already_refused',
      'too_many_asks',
      'ask_invalid',
    ],
    act: ({ caller, body, request }) =>
      countOutcome(metrics.asked, 'ok', () => askAuthorization(ctx, caller, body, languageOf(request))),
  })
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/decide',
    summary: 'The person’s answer to a question; in force when this returns',
    body: Decide,
    answer: OwnAuthorization,
    errors: ['ask_invalid', 'already_authorized', 'already_refused'],
    act: ({ caller, body }) =>
      countOutcome(metrics.decided, body.decision, () => decideAuthorization(ctx, caller, body)),
  })
  addRoute(tools, {
    ...person,
    method: 'GET',
    url: '/v1/me/authorizations',
    summary: 'What this person decided: for getDeviceVoIPList and the settings page',
    answer: OwnAuthorizations,
    act: ({ caller }) => listOwnAuthorizations(ctx, caller),
  })
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/switch',
    summary: 'Switch one device or group on or off; in force when this returns',
    body: Switch,
    answer: OwnAuthorization,
    errors: ['authorization_unknown', 'too_many_asks'],
    act: ({ caller, body }) => switchAuthorization(ctx, caller, body),
  })
  addRoute(tools, {
    ...person,
    method: 'PATCH',
    url: '/v1/me/authorizations',
    summary: 'How one device or group may ring: also in quiet hours, or with hours of its own',
    body: ChangeAuthorization,
    answer: OwnAuthorization,
    errors: ['authorization_unknown'],
    act: ({ caller, body }) => changeAuthorization(ctx, caller, body),
  })
  addRoute(tools, {
    ...person,
    method: 'DELETE',
    url: '/v1/me/authorizations',
    summary: 'Clear: every device and group of the app is "never asked" again',
    answer: Cleared,
    act: ({ caller }) => clearAuthorizations(ctx, caller),
  })
  addRoute(tools, {
    ...person,
    method: 'GET',
    url: '/v1/me/settings',
    summary: 'What this person set for their calls',
    answer: OwnSettings,
    act: ({ caller }) => ownSettings(ctx, caller),
  })
  addRoute(tools, {
    ...person,
    method: 'PATCH',
    url: '/v1/me/settings',
    summary: 'Change what is given; in force for the next call',
    body: ChangeOwnSettings,
    answer: OwnSettings,
    act: ({ caller, body }) => changeOwnSettings(ctx, caller, body),
  })
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/code',
    summary: 'A code by which the app’s back end learns who this person is, for wx.login',
    answer: LoginCode,
    act: ({ caller }) => createLoginCode(ctx, caller),
  })
}

/** Carries out the act and counts its outcome: `good`, or the code of the refusal. */
async function countOutcome<T>(
  count: (result: string) => void,
  good: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    const answer = await act()
    count(good)
    return answer
  } catch (error) {
    count(error instanceof CallgrantError ? error.code : 'internal')
    throw error
  }
}
