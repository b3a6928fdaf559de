/** What the log of a whole story holds, and what it must not. */

import { expect, it } from 'vitest'
import { MODEL, testServer } from '../test/test-server.ts'
import { createLogger } from './logger.ts'

it('holds no secret, ticket, token, session or question of a whole story, at the finest level', async () => {
  const lines: string[] = []
  const server = await testServer({ onLog: (line) => lines.push(line), settings: { dev: true } })
  const secrets = [server.secret, server.adminToken]
  const alice = await server.person()
  const door = await server.device()
  secrets.push(alice.session, door.token)
  const ticket = await server.ticket({ model_id: MODEL, sn: 'door-2' })
  const asked = await alice.send('POST', '/v1/me/ask', {
    body: { model_id: MODEL, sn: 'door-2', sn_ticket: ticket, device_name: 'Front' },
  })
  secrets.push(ticket, asked.body.ask)
  const decision = { ask: asked.body.ask, decision: 'allow', words: 'May it?', sdk: 'test/1' }
  await alice.send('POST', '/v1/me/decide', { body: decision })
  await alice.send('POST', '/v1/me/decide', { body: decision })
  const { body: rotated } = await server.backend('POST', '/v1/app/secret')
  secrets.push(rotated.secret)
  // Refusals, where a careless log shows what was sent.
  await server.backend('GET', '/v1/app')
  await server.anyone('POST', '/v1/device/token', { body: `{"challenge": "${ticket}` })
  await server.anyone('POST', '/v1/device/register', { body: { sn_ticket: ticket, signature: 5 } })
  await server.anyone('GET', `/v1/time?session=${alice.session}`)
  await server.store.db.schema.dropTable('consent_record').execute()
  await alice.send('DELETE', '/v1/me/authorizations')
  await server.stop()
  const log = lines.join('')
  expect(lines.length).toBeGreaterThan(10)
  expect(log).toContain('a request failed')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20)
    expect(log).not.toContain(secret)
  }
})

it('strikes out a secret that is passed to it all the same', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => lines.push(line) })
  log.info(
    { secret: 'sesame', request: { headers: { authorization: 'sesame' } }, body: { sn_ticket: 'sesame' } },
    'oops',
  )
  expect(lines.join('')).not.toContain('sesame')
})
