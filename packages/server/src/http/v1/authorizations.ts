/** Routes of an app's back end about what people decided (B1) and the record of it (B3). */

import {
  AuthorizationPage,
  Check,
  CheckAuthorization,
  ConsentRecordPage,
  ListAuthorizations,
  ListConsentRecords,
} from '@callgrant/protocol'
import { checkAuthorization } from '../../acts/check-authorization.ts'
import { listAuthorizations } from '../../acts/list-authorizations.ts'
import { listConsentRecords } from '../../acts/list-consent-records.ts'
import { addRoute, type RouteTools } from '../route.ts'

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
    summary: 'May this device ring this person now, and which row says so',
    query: CheckAuthorization,
    answer: Check,
    errors: ['model_unknown'],
    act: ({ caller, query }) => checkAuthorization(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/records',
    summary: 'The record of consent: what was asked and answered, in which words',
    query: ListConsentRecords,
    answer: ConsentRecordPage,
    act: ({ caller, query }) => listConsentRecords(ctx, caller, query),
  })
}
