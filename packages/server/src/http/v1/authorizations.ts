/** Routes of an app's back end about what people decided (B1). */

import {
  AuthorizationPage,
  Check,
  CheckAuthorization,
  CheckAuthorizations,
  Checks,
  ListAuthorizations,
} from '@callgrant/protocol'
import { checkAuthorization, checkAuthorizations } from '../../acts/consent/check-authorization.ts'
import { listAuthorizations } from '../../acts/consent/list-authorizations.ts'
import { languageOf } from '../accept-language.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addAuthorizationRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'authorizations', method: 'GET' } as const
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations',
    summary: 'List authorizations by person, device, group or status',
    query: ListAuthorizations,
    answer: AuthorizationPage,
    act: ({ caller, query }) => listAuthorizations(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/check',
    summary: 'Whether this device may ring this person now, and which row decides',
    query: CheckAuthorization,
    answer: Check,
    hot: true,
    errors: ['model_unknown'],
    act: ({ caller, query, request }) => checkAuthorization(ctx, caller, query, languageOf(request)),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/authorizations/check',
    summary: 'The same for up to 100 devices and people at once',
    description:
      'A model that the app does not have refuses all of it, and the message says which question it is.',
    body: CheckAuthorizations,
    answer: Checks,
    hot: true,
    errors: ['model_unknown'],
    act: async ({ caller, body, request }) => ({
      answers: await checkAuthorizations(ctx, caller, body.questions, languageOf(request)),
    }),
  })
}
