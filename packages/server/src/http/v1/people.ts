/** Routes of an app's back end about people: who they are, all that is kept of one, and to forget them. */

import {
  Forgotten,
  KnownPersonPage,
  ListPeople,
  OwnSettings,
  Page,
  PersonExportPage,
  PersonRef,
} from '@callgrant/protocol'
import { ownSettings } from '../../acts/calls/own-settings.ts'
import { exportPerson } from '../../acts/people/export-person.ts'
import { forgetPerson } from '../../acts/people/forget-person.ts'
import { listPeople } from '../../acts/people/list-people.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addPeopleRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'people', params: PersonRef } as const
  addRoute(tools, {
    caller: 'backend',
    tag: 'people',
    method: 'GET',
    url: '/v1/people',
    summary: 'People whom the app knows, by openid, with how much they decided',
    query: ListPeople,
    answer: KnownPersonPage,
    act: ({ caller, query }) => listPeople(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/people/:openid/export',
    summary:
      'All that is kept of a person, kind by kind; a page may be empty where there is none of its kind',
    query: Page,
    answer: PersonExportPage,
    errors: ['openid_unknown'],
    act: ({ caller, params, query }) => exportPerson(ctx, caller, params.openid, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/people/:openid/settings',
    summary: 'What a person set for their calls. It is theirs to change',
    answer: OwnSettings,
    errors: ['openid_unknown'],
    act: ({ caller, params }) => ownSettings(ctx, { appid: caller.appid, openid: params.openid }),
  })
  addRoute(tools, {
    ...backend,
    method: 'DELETE',
    url: '/v1/people/:openid',
    summary: 'Forget a person: all that names them is erased, and their sessions are refused from now on',
    answer: Forgotten,
    act: ({ caller, params }) => forgetPerson(ctx, caller, params.openid),
  })
}
