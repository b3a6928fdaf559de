/** The access token of a call of WeChat's host: where it stands in the request, and whose it is. */

import { CallgrantError, HTTP_CODES } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { authenticateAccessToken } from '../../acts/apps/wechat/authenticate-access-token.ts'
import type { Caller, Context } from '../../context.ts'
import type { RouteTools } from '../route.ts'
import { WechatRefusal } from './refusal.ts'
import { firstOfEach } from './request.ts'

export const AccessTokenQuery = z.object({
  access_token: z.string().meta({ description: 'From /cgi-bin/stable_token or /cgi-bin/token' }),
})

/** Finds out whose access token the query has. Wrong ones are counted against the address that sends them. */
export function createTokenAuthenticate({ ctx, rateLimits }: RouteTools) {
  return async (request: FastifyRequest): Promise<Caller> => {
    const token = accessTokenOf(request)
    return rateLimits.countWrongCredentials(request, () => holderOf(ctx, token))
  }
}

/** The token from the query. @throws WechatRefusal 41001, with where it was looked for and where it was found */
function accessTokenOf(request: FastifyRequest): string {
  const { access_token: token } = firstOfEach(request.query)
  if (typeof token === 'string' && token !== '') return token
  const { authorization, 'access-token': header, access_token: other } = request.headers
  throw new WechatRefusal(
    HTTP_CODES.ACCESS_TOKEN_MISSING,
    (authorization ?? header ?? other)
      ? 'a token in a header is not looked at; put it into the query: ?access_token=ACCESS_TOKEN'
      : 'put it into the query, ?access_token=ACCESS_TOKEN; one in the body is not looked at',
  )
}

/** @throws CallgrantError; WechatRefusal 40014 for a token of ours that is for something else, 40001 for a replaced one */
async function holderOf(ctx: Context, token: string): Promise<Caller> {
  try {
    const holder = await authenticateAccessToken(ctx, token)
    if (holder) return holder
    throw new WechatRefusal(
      HTTP_CODES.INVALID_CREDENTIAL,
      'a newer one has replaced it; get one from /cgi-bin/stable_token',
    )
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'forbidden')
      throw new WechatRefusal(HTTP_CODES.INVALID_ACCESS_TOKEN)
    throw error
  }
}
