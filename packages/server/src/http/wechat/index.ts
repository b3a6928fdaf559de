/**
 * WeChat's own HTTP calls, at the paths of `api.weixin.qq.com`: a back end written for WeChat only changes the host name.
 * They carry out the same acts as the routes of /v1.
 */

import { HTTP_CODES } from '@callgrant/protocol'
import type { RouteTools } from '../route.ts'
import { addCallRoutes } from './calls.ts'
import { addGroupCalls } from './groups.ts'
import { addLicenseCalls } from './licenses.ts'
import { refusalOf, sendRefused, WechatRefusal } from './refusal.ts'
import { readAsWechat } from './request.ts'
import { addTicketRoute } from './ticket.ts'
import { addTokenRoutes } from './tokens.ts'

/** Adds every call, in a scope of their own: requests are read, and refusals answered, as WeChat's host does. */
export async function addWechatRoutes(tools: RouteTools): Promise<void> {
  tools.app.decorate('wechatRoutes', [])
  await tools.app.register(async (app) => {
    readAsWechat(app)
    app.setErrorHandler((error, request, reply) => sendRefused(refusalOf(error, request), request, reply))
    const wechat: RouteTools = { ...tools, app }
    addTokenRoutes(wechat)
    addTicketRoute(wechat)
    addGroupCalls(wechat)
    addLicenseCalls(wechat)
    addCallRoutes(wechat)
    addUnknownCalls(wechat)
  })
}

/** Calls that WeChat has and this server has not are answered as WeChat answers an unknown path. */
function addUnknownCalls({ app }: RouteTools): void {
  for (const url of ['/cgi-bin/*', '/sns/*', '/wxa/*']) {
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      schema: { hide: true },
      handler: async () => {
        throw new WechatRefusal(HTTP_CODES.INVALID_URL)
      },
    })
  }
}
