/** Routes of an app's back end about the app itself, and the sessions of its people. */

import {
  App,
  CreateSession,
  ExchangeIdToken,
  Session,
  TestedMessagePush,
  UpdateApp,
} from '@callgrant/protocol'
import { createSession } from '../../acts/apps/create-session.ts'
import { exchangeIdToken } from '../../acts/apps/exchange-id-token.ts'
import { getApp } from '../../acts/apps/get-app.ts'
import { rotateAppSecret } from '../../acts/apps/rotate-app-secret.ts'
import { tryMessagePush } from '../../acts/apps/try-message-push.ts'
import { updateApp } from '../../acts/apps/update-app.ts'
import type { RouteTools } from '../route.ts'
import { AppSecret } from './operator.ts'
import { addRoute } from './route.ts'

export function addAppRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'app' } as const
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/app',
    summary: 'The app that the secret belongs to',
    answer: App,
    act: ({ caller }) => getApp(ctx, caller.appid),
  })
  addRoute(tools, {
    ...backend,
    method: 'PATCH',
    url: '/v1/app',
    summary: 'Change the app: name, ring time-out, issuers of ID tokens, message push',
    body: UpdateApp,
    answer: App,
    errors: ['message_push_unverified'],
    act: ({ caller, body }) => updateApp(ctx, caller.appid, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/app/secret',
    summary: 'Make a new secret; the old one is refused from now on',
    answer: AppSecret,
    act: ({ caller }) => rotateAppSecret(ctx, caller.appid),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/app/message_push/test',
    summary: 'Ask the message-push URL for its echostr again',
    answer: TestedMessagePush,
    errors: ['message_push_unverified'],
    act: ({ caller }) => tryMessagePush(ctx, caller.appid),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/sessions',
    summary: 'Make a session for a person that the back end has signed in',
    body: CreateSession,
    answer: Session,
    act: ({ caller, body }) => createSession(ctx, caller, body),
  })
  addRoute(tools, {
    method: 'POST',
    url: '/v1/sessions/oidc',
    tag: 'person',
    summary: 'Exchange an OIDC ID token of an issuer that the app trusts for a session',
    caller: 'anyone',
    credential: true,
    body: ExchangeIdToken,
    answer: Session,
    errors: ['oidc_token_wrong'],
    act: ({ body }) => exchangeIdToken(ctx, body),
  })
}
