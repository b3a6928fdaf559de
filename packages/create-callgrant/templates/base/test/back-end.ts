/** What the tests need of your back end. */

import assert from 'node:assert/strict'
import type { Emulator } from '@callgrant/emulator'
import type { FastifyInstance } from 'fastify'
import type { Settings } from '../backend/settings.ts'

export const WEBHOOK_SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`

export const settingsFor = ({ url, appid, secret }: Emulator): Settings => ({
  server: url,
  publicServer: url,
  appid,
  secret,
  webhookSecret: WEBHOOK_SECRET,
  doorCode: 'the-code-of-a-door',
  cookieSecret: 'only the tests sign with this one',
  devSignIn: true,
})

export async function cookiesOf(app: FastifyInstance, user: string): Promise<Record<string, string>> {
  const answer = await app.inject({ method: 'POST', url: '/api/sign-in', payload: { user } })
  assert.equal(answer.statusCode, 200)
  return Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]))
}
