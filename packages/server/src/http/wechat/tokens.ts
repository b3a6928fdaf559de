/** `getAccessToken`, `getStableAccessToken` and `code2Session`: what a back end gets for its appid and secret. */

import { z } from 'zod'
import { exchangeLoginCode } from '../../acts/wechat/exchange-login-code.ts'
import { type IssuedAccessToken, issueAccessToken } from '../../acts/wechat/issue-access-token.ts'
import type { RouteTools } from '../route.ts'
import { TextField } from './fields.ts'
import { WechatRefusal } from './refusal.ts'
import { addWechatRoute } from './route.ts'

const Appid = TextField.meta({ description: 'Required. The app', examples: ['cg_8fK2'] })
const Secret = TextField.meta({ description: 'Required. The app’s secret' })
const Credential = z.object({
  grant_type: TextField.meta({ description: 'Required', examples: ['client_credential'] }),
  appid: Appid,
  secret: Secret,
})
const AccessToken = z.object({
  access_token: z.string().meta({ description: 'For the query of other calls; keep 512 characters for it' }),
  expires_in: z
    .number()
    .int()
    .meta({ description: 'Seconds', examples: [7200] }),
})
const CREDENTIAL_CODES = [40002, 40013, 40125, 41002, 41004]

/** Here a wrong secret has a number of its own. */
const renumbered = { unauthenticated: 40125 }

export function addTokenRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const secret = { access: 'secret', bare: true, renumbered } as const
  addWechatRoute(tools, {
    ...secret,
    method: 'GET',
    url: '/cgi-bin/token',
    summary: 'getAccessToken: a new access token each time; the one before is good for 5 minutes more',
    query: Credential,
    answer: AccessToken,
    errcodes: CREDENTIAL_CODES,
    example: { answer: { access_token: 'ACCESS_TOKEN', expires_in: 7200 } },
    act: async ({ query }) => {
      checkCredential(query, 'client_credential')
      return issued(await issueAccessToken(ctx, { ...query, kind: 'token', force: false }))
    },
  })
  addWechatRoute(tools, {
    ...secret,
    method: 'POST',
    url: '/cgi-bin/stable_token',
    summary: 'getStableAccessToken: the access token that is good now, with the seconds it has left',
    body: Credential.extend({
      force_refresh: z.boolean().default(false).meta({
        description: 'A new one, and the one before is refused at once: 20 times a day, 30 s apart',
      }),
    }),
    answer: AccessToken,
    errcodes: [...CREDENTIAL_CODES, 45009],
    example: {
      body: { grant_type: 'client_credential', appid: 'cg_8fK2', secret: 'SECRET', force_refresh: false },
      answer: { access_token: 'ACCESS_TOKEN', expires_in: 345 },
    },
    act: async ({ body }) => {
      checkCredential(body, 'client_credential')
      return issued(await issueAccessToken(ctx, { ...body, kind: 'stable', force: body.force_refresh }))
    },
  })
  addWechatRoute(tools, {
    ...secret,
    method: 'GET',
    url: '/sns/jscode2session',
    summary: 'code2Session: whose js_code this is, which wx.login handed out',
    query: z.object({
      appid: Appid,
      secret: Secret,
      js_code: TextField.meta({
        description: 'Required. What wx.login handed out; good once, for 5 minutes',
      }),
      grant_type: TextField.meta({ description: 'Required', examples: ['authorization_code'] }),
    }),
    answer: z.object({
      openid: z.string().meta({ examples: ['alice'] }),
      session_key: z
        .string()
        .meta({ description: '16 random bytes in base64; nothing here is encrypted with it' }),
    }),
    errcodes: [...CREDENTIAL_CODES, 40029, 40163, 41008],
    // WeChat calls this answer plain text, and clients are set up for that.
    contentType: 'text/plain; charset=utf-8',
    example: { answer: { openid: 'alice', session_key: 'MTIzNDU2Nzg5MDEyMzQ1Ng==' } },
    act: async ({ query }) => {
      checkCredential(query, 'authorization_code')
      if (query.js_code === '') throw new WechatRefusal(41008)
      return exchangeLoginCode(ctx, { ...query, code: query.js_code })
    },
  })
}

function checkCredential(given: { grant_type: string; appid: string; secret: string }, grant: string): void {
  if (given.grant_type !== grant) throw new WechatRefusal(40002, `send grant_type ${grant}`)
  if (given.appid === '') throw new WechatRefusal(41002)
  if (given.secret === '') throw new WechatRefusal(41004)
}

function issued(token: IssuedAccessToken): { access_token: string; expires_in: number } {
  if (!('refused' in token)) return token
  if (token.refused === 'too_often_today') throw new WechatRefusal(45009)
  throw new WechatRefusal(
    45011,
    `two forced refreshes must be 30 s apart; wait ${token.retryAfter} s, or leave force_refresh out`,
    { retryAfter: token.retryAfter },
  )
}
