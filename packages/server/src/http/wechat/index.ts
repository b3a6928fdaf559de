/**
 * WeChat's own HTTP surface, at the paths of `api.weixin.qq.com`: a back end written for it needs another host name
 * and nothing else. The acts behind it are those of /v1.
 */

import type { RouteTools } from '../route.ts'
import { addCallRoutes } from './calls.ts'
import { addGroupCalls } from './groups.ts'
import { addLicenseCalls } from './licenses.ts'
import { refusalOf, sendRefused, WechatRefusal } from './refusal.ts'
import { addTicketRoute } from './ticket.ts'
import { addTokenRoutes } from './tokens.ts'

/** Adds every call, in a scope of their own: any body is read as bytes, and every answer is WeChat's. */
export async function addWechatRoutes(tools: RouteTools): Promise<void> {
  tools.app.decorate('wechatRoutes', [])
  await tools.app.register(async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    // A route's own checks say what is wrong in WeChat's words.
    app.setValidatorCompiler(() => () => true)
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

/** What WeChat has and we have not answers as a misspelt path does on its host. */
function addUnknownCalls({ app }: RouteTools): void {
  for (const url of ['/cgi-bin/*', '/sns/*', '/wxa/*']) {
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      schema: { hide: true },
      handler: async () => {
        throw new WechatRefusal(40066)
      },
    })
  }
}
