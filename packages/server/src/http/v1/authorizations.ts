/** Routes of an app's back end about what people decided (B1). */

import { AuthorizationPage, Check, CheckAuthorization, ListAuthorizations } from '@callgrant/protocol'
import { checkAuthorization } from '../../acts/consent/check-authorization.ts'
import { listAuthorizations } from '../../acts/consent/list-authorizations.ts'
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
    errors: ['model_unknown'],
    act: ({ caller, query }) => checkAuthorization(ctx, caller, query),
  })
}
