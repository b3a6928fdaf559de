/** `getAccessToken`, `getStableAccessToken` and `code2Session`: the calls that take appid and secret. */

import { HTTP_CODES } from '@callgrant/protocol'
import { z } from 'zod'
import { exchangeLoginCode } from '../../acts/apps/wechat/exchange-login-code.ts'
import { type IssuedAccessToken, issueAccessToken } from '../../acts/apps/wechat/issue-access-token.ts'
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
  access_token: z.string().meta({ description: 'For the query of other calls; allow 512 characters for it' }),
  expires_in: z
    .number()
    .int()
    .meta({ description: 'Seconds', examples: [7200] }),
})
const CREDENTIAL_CODES = [
  HTTP_CODES.INVALID_GRANT_TYPE,
  HTTP_CODES.INVALID_APPID,
  HTTP_CODES.INVALID_APPSECRET,
  HTTP_CODES.APPID_MISSING,
  HTTP_CODES.APPSECRET_MISSING,
]

/** For these calls a wrong secret has another number. */
const renumbered = { unauthenticated: HTTP_CODES.INVALID_APPSECRET }

export function addTokenRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const secret = { caller: 'anyone', credential: true, bare: true, renumbered } as const
  addWechatRoute(tools, {
    ...secret,
    method: 'GET',
    url: '/cgi-bin/token',
    summary: 'getAccessToken: a new access token each time; the previous one stays valid for 5 minutes',
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
    summary: 'getStableAccessToken: the access token that is valid now, with the seconds it has left',
    body: Credential.extend({
      force_refresh: z.boolean().default(false).meta({
        description: 'Make a new one and refuse the previous one at once: 20 times a day, 30 s apart',
      }),
    }),
    answer: AccessToken,
    errcodes: [...CREDENTIAL_CODES, HTTP_CODES.DAILY_QUOTA_REACHED],
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
    summary: 'code2Session: who the person is that got this js_code from wx.login',
    query: z.object({
      appid: Appid,
      secret: Secret,
      js_code: TextField.meta({
        description: 'Required. From wx.login; valid once, for 5 minutes',
      }),
      grant_type: TextField.meta({ description: 'Required', examples: ['authorization_code'] }),
    }),
    answer: z.object({
      openid: z.string().meta({ examples: ['alice'] }),
      session_key: z
        .string()
        .meta({ description: '16 random bytes in base64; nothing here is encrypted with it' }),
    }),
    errcodes: [
      ...CREDENTIAL_CODES,
      HTTP_CODES.INVALID_LOGIN_CODE,
      HTTP_CODES.LOGIN_CODE_USED,
      HTTP_CODES.LOGIN_CODE_MISSING,
    ],
    // WeChat answers with this type, and clients expect it.
    contentType: 'text/plain; charset=utf-8',
    example: { answer: { openid: 'alice', session_key: 'MTIzNDU2Nzg5MDEyMzQ1Ng==' } },
    act: async ({ query }) => {
      checkCredential(query, 'authorization_code')
      if (query.js_code === '') throw new WechatRefusal(HTTP_CODES.LOGIN_CODE_MISSING)
      return exchangeLoginCode(ctx, { ...query, code: query.js_code })
    },
  })
}

function checkCredential(given: { grant_type: string; appid: string; secret: string }, grant: string): void {
  if (given.grant_type !== grant)
    throw new WechatRefusal(HTTP_CODES.INVALID_GRANT_TYPE, `send grant_type ${grant}`)
  if (given.appid === '') throw new WechatRefusal(HTTP_CODES.APPID_MISSING)
  if (given.secret === '') throw new WechatRefusal(HTTP_CODES.APPSECRET_MISSING)
}

function issued(token: IssuedAccessToken): { access_token: string; expires_in: number } {
  if (!('refused' in token)) return token
  if (token.refused === 'too_often_today') throw new WechatRefusal(HTTP_CODES.DAILY_QUOTA_REACHED)
  throw new WechatRefusal(
    HTTP_CODES.MINUTE_QUOTA_REACHED,
    `two forced refreshes must be 30 s apart; wait ${token.retryAfter} s, or leave force_refresh out`,
    { retryAfter: token.retryAfter },
  )
}
