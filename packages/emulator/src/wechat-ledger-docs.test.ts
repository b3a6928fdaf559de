/** The example of docs/wechat-ledger.md does what the page says, in both languages (B5). */

import { readFileSync } from 'node:fs'
import type { WechatAuthorizationPage } from '@callgrant/protocol'
import { expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'

test.each(['docs/wechat-ledger.md', 'docs/wechat-ledger.zh-CN.md'])('the example of %s', async (page) => {
  const [, code] =
    /```js\n([\s\S]*?)```/.exec(readFileSync(page, 'utf8')) ?? expect.fail('the page has an example')
  await using emulator = await createEmulator()
  const parent = await emulator.person('parent')
  await parent.allows('door-1')
  const { sn_ticket: snTicket } = await emulator.ticket('door-2')
  const names = {
    wx: parent.wx,
    SERVER: emulator.url,
    session: await emulator.session('parent'),
    ...{ sn: 'door-2', snTicket, modelId: emulator.modelId, deviceName: 'Front' },
  }
  new Function(...Object.keys(names), code as string)(...Object.values(names))
  await parent.user.reject()

  const authorization = `Basic ${btoa(`${emulator.appid}:${emulator.secret}`)}`
  const ledger = async () => {
    const answer = await fetch(`${emulator.url}/v1/wechat/authorizations`, { headers: { authorization } })
    const { items } = (await answer.json()) as WechatAuthorizationPage
    return items.map(({ sn, status, known_by }) => [sn, status, known_by])
  }
  await expect.poll(ledger).toEqual([
    ['door-1', 1, 'list'],
    ['door-2', 0, 'request'],
  ])
})
