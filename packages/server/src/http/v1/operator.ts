/** Routes of the operator of the server: apps, and who may sign in to the console. */

import {
  App,
  AppId,
  AppList,
  CallgrantError,
  ConsoleLink,
  CreateApp,
  CreateConsoleLink,
  CreatedApp,
  OperateApp,
  Page,
} from '@callgrant/protocol'
import { z } from 'zod'
import { createApp } from '../../acts/apps/create-app.ts'
import { getApp } from '../../acts/apps/get-app.ts'
import { listApps } from '../../acts/apps/list-apps.ts'
import { rotateAppSecret } from '../../acts/apps/rotate-app-secret.ts'
import { updateApp } from '../../acts/apps/update-app.ts'
import { createConsoleLink } from '../../acts/console/create-console-link.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

const ByAppId = z.object({ appid: AppId })
export const AppSecret = z.object({
  appid: AppId,
  secret: z.string().meta({ description: 'Shown this once; only its hash is kept' }),
})

export function addOperatorRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const operator = { caller: 'operator', tag: 'operator' } as const
  addRoute(tools, {
    ...operator,
    method: 'POST',
    url: '/v1/apps',
    summary: 'Create an app; its secret is shown this once',
    body: CreateApp,
    answer: CreatedApp,
    status: 201,
    errors: ['app_exists'],
    act: ({ body }) => createApp(ctx, body),
  })
  addRoute(tools, {
    ...operator,
    method: 'GET',
    url: '/v1/apps',
    summary: 'List apps',
    query: Page,
    answer: AppList,
    act: ({ query }) => listApps(ctx, query),
  })
  addRoute(tools, {
    ...operator,
    method: 'GET',
    url: '/v1/apps/:appid',
    summary: 'One app',
    params: ByAppId,
    answer: App,
    errors: ['app_unknown'],
    act: ({ params }) => getApp(ctx, params.appid),
  })
  addRoute(tools, {
    ...operator,
    method: 'PATCH',
    url: '/v1/apps/:appid',
    summary: 'Change an app; only the operator can grant and remove the calling capability',
    params: ByAppId,
    body: OperateApp,
    answer: App,
    errors: ['app_unknown', 'message_push_unverified'],
    act: ({ params, body }) => updateApp(ctx, params.appid, body),
  })
  addRoute(tools, {
    ...operator,
    method: 'POST',
    url: '/v1/apps/:appid/secret',
    summary: 'Make a new secret; the old one is refused from now on',
    params: ByAppId,
    answer: AppSecret,
    errors: ['app_unknown'],
    act: ({ params }) => rotateAppSecret(ctx, params.appid),
  })
  addRoute(tools, {
    ...operator,
    method: 'POST',
    url: '/v1/console/links',
    summary:
      'Make a token that signs in to the console once, within 10 minutes; `not_found` where the console is off',
    body: CreateConsoleLink,
    answer: ConsoleLink,
    status: 201,
    errors: ['not_found'],
    act: ({ body }) => {
      if (ctx.settings.console) return createConsoleLink(ctx, body)
      const message = 'The console of this server is off. Start it with --console, or CALLGRANT_CONSOLE=on.'
      throw new CallgrantError('not_found', { message })
    },
  })
}
