/** Routes of a person: be asked, decide, list, switch, clear. */

import {
  Ask,
  Asked,
  CallgrantError,
  Cleared,
  Decide,
  LoginCode,
  OwnAuthorization,
  OwnAuthorizations,
  Switch,
} from '@callgrant/protocol'
import { askAuthorization } from '../../acts/ask-authorization.ts'
import { clearAuthorizations } from '../../acts/clear-authorizations.ts'
import { createLoginCode } from '../../acts/create-login-code.ts'
import { decideAuthorization } from '../../acts/decide-authorization.ts'
import { listOwnAuthorizations } from '../../acts/list-own-authorizations.ts'
import { switchAuthorization } from '../../acts/switch-authorization.ts'
import { addRoute, type RouteTools } from '../route.ts'

export function addPersonRoutes(tools: RouteTools): void {
  const { ctx, metrics } = tools
  const person = { caller: 'person', tag: 'person' } as const
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/ask',
    summary: 'May the dialog be shown, and with which name? For one device with its ticket, or one group',
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
    ],
    act: ({ caller, body }) => counting(metrics.asked, 'ok', () => askAuthorization(ctx, caller, body)),
  })
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/decide',
    summary: 'The answer to a question; in force when this returns',
    body: Decide,
    answer: OwnAuthorization,
    errors: ['ask_invalid', 'already_authorized', 'already_refused'],
    act: ({ caller, body }) =>
      counting(metrics.decided, body.decision, () => decideAuthorization(ctx, caller, body)),
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
    errors: ['authorization_unknown'],
    act: ({ caller, body }) => switchAuthorization(ctx, caller, body),
  })
  addRoute(tools, {
    ...person,
    method: 'DELETE',
    url: '/v1/me/authorizations',
    summary: 'Back to "never asked", for every device and group of the app',
    answer: Cleared,
    act: ({ caller }) => clearAuthorizations(ctx, caller),
  })
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/code',
    summary: 'A code that says to the app’s back end who this person is, for wx.login',
    answer: LoginCode,
    act: ({ caller }) => createLoginCode(ctx, caller),
  })
}

/** Does the act and counts what came of it: `good`, or the code of the refusal. */
async function counting<T>(count: (result: string) => void, good: string, act: () => Promise<T>): Promise<T> {
  try {
    const answer = await act()
    count(good)
    return answer
  } catch (error) {
    count(error instanceof CallgrantError ? error.code : 'internal')
    throw error
  }
}
