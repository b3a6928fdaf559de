/**
 * PUT YOUR OWN SIGN-IN HERE. The rest of the back end asks one question: `request.user`, the id of whoever sent this
 * request, or null. Read it from your own session, your framework's sign-in, or a token of your identity provider. The
 * id becomes the person's `openid` at Callgrant: it must not be a name or an address that others may not see.
 *
 * What stands here signs in anybody as anybody, and only where `DEV_SIGN_IN=1`, which `npm start` sets.
 */

import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in user; null: nobody. */
    user: string | null
  }
}

const COOKIE = 'user'

export async function signIn(app: FastifyInstance, devSignIn: boolean): Promise<void> {
  app.decorateRequest('user', null)
  app.addHook('onRequest', async (request) => {
    const kept = request.cookies[COOKIE]
    const read = kept === undefined ? undefined : request.unsignCookie(kept)
    request.user = read?.valid ? read.value : null
  })

  app.post<{ Body: { user?: unknown } }>('/api/sign-in', async (request, reply) => {
    if (!devSignIn)
      return reply
        .code(501)
        .send({ code: 'no_sign_in', message: 'Put your own sign-in into backend/sign-in.ts.' })
    const user = request.body?.user
    if (typeof user !== 'string' || !/^[\w-]{1,64}$/.test(user))
      return reply.code(400).send({ code: 'bad_user', message: 'A user is 1 to 64 letters, digits, _ or -.' })
    // `strict`: no other site's page can act in this person's name.
    reply.setCookie(COOKIE, user, { path: '/', httpOnly: true, sameSite: 'strict', signed: true })
    return { user }
  })
  app.post('/api/sign-out', async (_request, reply) => {
    reply.clearCookie(COOKIE, { path: '/' })
    return {}
  })
}
