import { expect, it, onTestFinished } from 'vitest'
import { pushBackend } from '../../../test/push-backend.ts'
import { testServer } from '../../../test/test-server.ts'

async function started() {
  const server = await testServer({ settings: { dev: true } })
  onTestFinished(() => server.stop())
  const push = await pushBackend(server.appid)
  const test = (send = server.backend) => send('POST', '/v1/app/message_push/test')
  const set = () => server.backend('PATCH', '/v1/app', { body: { message_push: push.settings } })
  return { server, push, test, set }
}
const UNVERIFIED = { status: 409, body: { error: { code: 'message_push_unverified' } } }

it('asks the URL for its echostr again, with the token that is kept, and pushes nothing', async () => {
  const { push, test, set } = await started()
  await set()
  expect(push.checks).toBe(1)
  expect(await test()).toMatchObject({
    status: 200,
    body: { url: push.settings.url, answered_ms: expect.any(Number) },
  })
  expect(push.checks).toBe(2)
  expect(push.pushed).toEqual([])
})

it('says what is wrong: none is set, another answer, another token; of another app nothing', async () => {
  const { server, push, test, set } = await started()
  const none = await test()
  expect(none).toMatchObject(UNVERIFIED)
  expect(none.body.error.message).toContain('no message push')
  await set()
  push.echo = (echostr) => `${echostr}!`
  const other = await test()
  expect(other).toMatchObject(UNVERIFIED)
  expect(other.body.error.message).toContain('something else')
  expect(JSON.stringify(other.body)).not.toContain(push.settings.token)
  expect(await test(server.backendOf(await server.newApp()))).toMatchObject(UNVERIFIED)
})
