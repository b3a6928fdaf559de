import { expect, it, onTestFinished } from 'vitest'
import { appleService, BUNDLE } from '../../../test/apns-service.ts'
import { APP, createCallTestbed, NOON } from '../../../test/call-testbed.ts'
import { openStore } from '../../store/store.ts'
import { openApns } from './apns.ts'
import { type ApnsTarget, type Push, PushDelayed } from './push.ts'

async function openTested() {
  const apple = await appleService()
  const store = await openStore('sqlite::memory:')
  onTestFinished(() => store.close())
  const { ctx } = await createCallTestbed(store, apple.settings)
  ctx.pushServices = { apns: { production: apple.at, sandbox: apple.at } }
  const subscription = {
    ...{
      appid: APP,
      id: 's',
      openid: 'alice',
      kind: 'apns' as const,
      service: 'apple',
      sealed: '',
      kid: '1',
    },
    ...{ language: 'en' as const, created_at: NOON, seen_at: NOON, rung: null },
  }
  const push: Push<ApnsTarget> = {
    subscription,
    target: {
      ...{ kind: 'apns', token: null, voipToken: apple.token(), bundle: BUNDLE, sandbox: false },
      server: 'https://call.example.com',
    },
    message: {
      ...{ callgrant: 1, type: 'gone', room_id: 'room_1', uuid: '', name: 'Door', room_type: 'video' },
      language: 'en',
    },
    ...{ expiresAt: NOON, ttlSeconds: 10, urgency: 'high' },
  }
  return { apple, apns: await openApns(ctx), push }
}
const never = new AbortController().signal

it('says that a service that is away may take it later, and can be closed meanwhile', async () => {
  const { apple, apns, push } = await openTested()
  await apple.close()
  await expect(apns.post(push, never)).rejects.toThrow(PushDelayed)
  await expect(apns.post(push, never)).rejects.toThrow(PushDelayed)
  await apns.close()
})

it('waits for no answer when the server stops', async () => {
  const { apple, apns, push } = await openTested()
  onTestFinished(() => apple.close())
  const stopping = new AbortController()
  apple.answer = () => stopping.abort(new Error('stopping'))
  await expect(apns.post(push, stopping.signal)).rejects.toThrow('stopping')
  expect(apple.pushed).toHaveLength(1)
  await apns.close()
})

it('makes a new token of its key when Apple says that the one it has is too old', async () => {
  const { apple, apns, push } = await openTested()
  onTestFinished(() => apple.close())
  const answers = ['ExpiredProviderToken']
  apple.answer = (response) => {
    const reason = answers.pop()
    if (reason === undefined) response.writeHead(200).end()
    else response.writeHead(403).end(JSON.stringify({ reason }))
  }
  await expect(apns.post(push, never)).rejects.toThrow(PushDelayed)
  await apns.post(push, never)
  expect(apple.pushed).toHaveLength(2)
  await apns.close()
})
