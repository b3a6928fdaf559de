/**
 * Your back end. It alone has the app's secret: it vouches for people (sessions) and for devices (tickets), and hears
 * what happens (webhooks). Consent and calls are the Callgrant server's.
 */

import { CallgrantError, createBackend } from '@callgrant/sdk/backend'
import cookie from '@fastify/cookie'
import files from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import { MODEL } from '../shared.ts'
import { doorRoutes } from './door-routes.ts'
import { personRoutes } from './person-routes.ts'
import { recentCalls } from './recent-calls.ts'
import type { Settings } from './settings.ts'
import { signIn } from './sign-in.ts'
import { webhookReceiver } from './webhook.ts'

export async function buildApp(settings: Settings): Promise<FastifyInstance> {
  const { server, publicServer, appid, secret } = settings
  const callgrant = createBackend({ server, appid, secret })
  const calls = recentCalls()

  const app = fastify()
  await app.register(cookie, { secret: settings.cookieSecret })
  await signIn(app, settings.devSignIn)

  // What pages and doors need to find the Callgrant server. None of it is secret.
  app.get('/api/config', () => ({ server: publicServer, appid, modelId: MODEL.model_id }))
  await app.register(personRoutes, { callgrant, calls })
  await app.register(doorRoutes, { callgrant, doorCode: settings.doorCode })
  await app.register(webhookReceiver, { secret: settings.webhookSecret, handle: calls.hear })
  if (settings.pages) await app.register(files, { root: settings.pages })

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof CallgrantError) {
      // A refusal with a code and a sentence: `not_authorized`, `device_unknown`. All of them: docs/errors.md.
      // Our own secret being wrong is no fault of whoever asked.
      const status = error.code === 'unauthenticated' || !error.status ? 502 : error.status
      return reply.code(status).send({ code: error.code, message: error.message })
    }
    const status = error.statusCode ?? 500
    if (status >= 500) console.error(request.method, request.url, error)
    return reply
      .code(status)
      .send({ code: 'failed', message: status >= 500 ? 'Something failed here.' : error.message })
  })
  return app
}
