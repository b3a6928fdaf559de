/**
 * A real server with its console on, with people, devices, groups, calls and webhooks that came by the real API and real
 * clients, and pages of it in a browser.
 */

import assert from 'node:assert/strict'
import type { ConsoleRole } from '@callgrant/protocol'
import { type Backend, createBackend, createOperator } from '@callgrant/sdk/backend'
import type { Call } from '@callgrant/sdk/calling'
import type { AskAnswer } from '@callgrant/sdk/person'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { type WebhookReceiver, webhookReceiver } from '../../packages/server/test/webhook-receiver.ts'
import { createTestbed, type DeviceClient, MODEL, type PersonClient, type Testbed } from './testbed.ts'

/** Each page with its path. */
export const CONSOLE_PAGES: Record<string, (bed: ConsoleBed) => string> = {
  overview: () => 'overview',
  people: () => 'people',
  person: () => `people/carol?model_id=${MODEL}&sn=door-hall`,
  devices: () => 'devices',
  device: () => `devices/${MODEL}/door-1`,
  groups: () => 'groups',
  group: () => 'groups/g_hall',
  calls: () => 'calls',
  call: ({ ringRoomId }) => `calls/${ringRoomId}`,
  webhooks: () => 'webhooks',
  webhook: ({ failingWebhook }) => `webhooks/${failingWebhook}`,
  events: () => 'events',
  app: () => 'app',
  audit: () => 'audit',
}

/** Waits until the page has read what it shows. @param width then it is as wide, in CSS pixels, and shows all of its height */
export async function settledPage(page: Page, width?: number): Promise<void> {
  if (width !== undefined) await page.setViewportSize({ width, height: 844 })
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => !document.querySelector('.waiting'))
  if (width === undefined) return
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(844, height) })
}

export interface ConsoleBed {
  testbed: Testbed
  backend: Backend
  /** The address of a page of the app: `people/alice`. */
  at(path: string): string
  /** Of a call that both sides talked in. */
  roomId: string
  /** Of Alice’s call when the door rang Bob, Dan and her, and she answered. */
  ringRoomId: string
  /** Of the call that Carol missed in her quiet hours. */
  missedRoomId: string
  door: DeviceClient
  alice: PersonClient
  receiver: WebhookReceiver
  /** Its receiver refuses everything. */
  failingWebhook: string
  goodWebhook: string
  /** A link that signs in once. */
  link(role?: ConsoleRole, who?: string): Promise<string>
  /** A page that is signed in, at a path of the app: `people/alice`. */
  open(
    browser: Browser,
    options?: BrowserContextOptions & { role?: ConsoleRole; path?: string },
  ): Promise<Page>
  close(): Promise<void>
}

/**
 * Alice allowed the front door and talked with it; Bob refused it, and allowed the group of the hall door; Carol allowed
 * that group until midnight, and has quiet hours all day; what Dan allowed for one ring ran out; the yard door has no key any more.
 */
export async function createConsoleBed(): Promise<ConsoleBed> {
  const testbed = await createTestbed({ settings: { console: true, webhooksPrivate: true } })
  const { address, appid, secret, adminToken } = testbed.server
  const backend = createBackend({ server: address, appid, secret })
  const operator = createOperator({ server: address, token: adminToken })
  const receiver = await webhookReceiver()
  const refusing = await webhookReceiver()
  refusing.answer = (response) => response.writeHead(500).end('{"no":"way"}')
  const goodWebhook = (await backend.webhooks.create({ url: receiver.url })).webhook_id
  const failingWebhook = (await backend.webhooks.create({ url: refusing.url, types: ['device.registered'] }))
    .webhook_id

  const door = await testbed.device('door-1')
  const hall = await testbed.device('door-hall')
  const yard = await testbed.device('door-yard')
  await yard.device.close()
  await backend.devices.reset({ model_id: MODEL, sn: 'door-yard' })
  for (const [group_id, group_name] of [
    ['g_hall', 'Hall'],
    ['g_gate', 'Main gate'],
  ] as const) {
    await backend.groups.create({ model_id: MODEL, group_id, group_name })
  }
  await backend.groups.addDevices('g_hall', { device_list: [{ model_id: MODEL, sn: 'door-hall' }] })
  const alice = await testbed.person('alice')
  const bob = await testbed.person('bob')
  const carol = await testbed.person('carol')
  const dan = await testbed.person('dan')
  await ask(alice, 'allow')
  await ask(bob, 'reject')
  await ask(dan, { allow: { rings: 1 } })
  await askGroup(bob)
  await askGroup(carol)
  await carol.person.switchAuthorization({ group_id: 'g_hall' }, true, { until: 'midnight' })
  const allDay = { from: '00:00', to: '00:00', days: 'every' } as const
  await carol.person.changeSettings({ quiet: { on: true, hours: [allDay], tell: false } })
  await backend.wechatLedger.reportCall({ openid: 'carol', model_id: MODEL, sn: 'door-1', err_code: 9 })
  const roomId = await talk()
  const ringRoomId = await ringSeveral()
  const missedRoomId = await ringInQuietHours()
  const refused = await door.device.initByCaller({
    ...{ roomType: 'voice', businessType: 1 },
    ...{ caller: { id: door.sn }, listener: { id: 'bob' } },
  })
  assert.equal(refused.isSuccess ? 0 : refused.errCode, 9)

  async function ask(client: PersonClient, answer: AskAnswer): Promise<void> {
    client.answer = answer
    const device = {
      sn: door.sn,
      snTicket: await testbed.ticket(door.sn),
      modelId: MODEL,
      deviceName: 'Front',
    }
    await client.person.requestDeviceVoIP(device).catch(() => {})
    client.answer = 'allow'
  }
  async function askGroup({ person }: PersonClient): Promise<void> {
    await person.requestDeviceVoIP({ isGroup: true, groupId: 'g_hall' })
  }
  async function talk(): Promise<string> {
    await alice.person.connect()
    const rung = new Promise<Call>((resolve) => void alice.person.onIncomingCall(resolve))
    const placed = await door.device.initByCaller({
      ...{ roomType: 'voice', businessType: 1 },
      ...{ caller: { id: door.sn }, listener: { id: 'alice' } },
    })
    assert(placed.isSuccess)
    const call = await rung
    const atDoor = door.device.currentCall
    assert(atDoor)
    await call.accept()
    await Promise.all([until(call, 'talking'), until(atDoor, 'talking')])
    await call.hangUp()
    await until(atDoor, 'ended')
    return placed.roomId
  }
  /** Alice answers; Bob does not allow the door; Dan is at no client. */
  async function ringSeveral(): Promise<string> {
    const rung = new Promise<Call>((resolve) => void alice.person.onIncomingCall(resolve))
    const people = ['alice', 'bob', 'dan'].map((openid) => ({ openid, name: openid.toUpperCase() }))
    const ring = await door.device.ring({ people, plan: 'together', roomType: 'voice' })
    const call = await rung
    await call.accept()
    const atDoor = await ring.answered
    assert(atDoor)
    await Promise.all([until(call, 'talking'), until(atDoor, 'talking')])
    await call.hangUp()
    await until(atDoor, 'ended')
    return call.roomId
  }
  async function ringInQuietHours(): Promise<string> {
    const placed = await hall.device.initByCaller({
      ...{ roomType: 'voice', businessType: 1 },
      ...{ caller: { id: hall.sn }, listener: { id: 'carol' } },
    })
    assert(placed.isSuccess)
    await hall.device.currentCall?.hangUp()
    return placed.roomId
  }

  const link = async (role: ConsoleRole = 'owner', who = 'Anna'): Promise<string> => {
    const { token } = await operator.console.createLink({ role, who })
    return `${address}/console/#token=${token}`
  }
  return {
    ...{
      testbed,
      backend,
      roomId,
      ringRoomId,
      missedRoomId,
      door,
      alice,
      receiver,
      failingWebhook,
      goodWebhook,
      link,
    },
    at: (path) => `${address}/console/${appid}/${path}`,
    async open(browser, { role, ...options } = {}) {
      const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
      const page = await context.newPage()
      await page.goto(await link(role))
      await page.getByRole('heading', { level: 1 }).waitFor()
      return page
    },
    async close() {
      await testbed.close()
      await receiver.close()
      await refusing.close()
    },
  }
}

function until(call: Call, state: Call['state']): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (call.state === state) resolve()
    }
    call.on('change', check)
    check()
  })
}
