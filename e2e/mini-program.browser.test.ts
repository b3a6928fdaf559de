/** The example Mini Program in a real Chromium: as a phone in one page, as a device in another, with real calls. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { axeViolations, shot } from './lib/look.ts'
import { type OpenProgram, openProgram, type ProgramServer, startMiniProgram } from './lib/mini-program.ts'
import { answerDialog, button, decoded } from './lib/try-page.ts'

let browser: Browser
let server: ProgramServer
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 })
const seesTheOther = ({ page }: OpenProgram) =>
  eventually(async () => {
    const { frames, width } = await decoded(page)
    return frames > 10 && width > 0
  }).toBe(true)
const says = ({ page }: OpenProgram, words: string) => page.getByText(words).first().waitFor()

describe.skipIf(!hasChromium)('the example Mini Program', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    server = await startMiniProgram('examples/mini-program')
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('asks, is rung by the device, talks, rings the device, and is told of every event', async () => {
    const phone = await openProgram(browser, `${server.url}/?person=parent`)
    const door = await openProgram(browser, `${server.url}/?device=door-1`)
    await says(phone, '还没有授权任何设备。')
    await says(door, '未授权')
    expect(await axeViolations(phone.page)).toEqual([])
    await shot(phone.page, 'mini-program-phone')
    await shot(door.page, 'mini-program-device')

    // Not yet authorized: errCode 9, in words.
    await button(door.page, '视频呼叫妈妈').click()
    await says(door, '（9）')

    await button(phone.page, '允许设备呼叫').click()
    await phone.page.getByRole('dialog').waitFor()
    await shot(phone.page, 'mini-program-dialog')
    await answerDialog(phone.page, '允许')
    await says(phone, '已允许这台设备呼叫你。')
    await says(phone, '前门 door-1')
    await shot(phone.page, 'mini-program-authorized')
    await button(door.page, '刷新').click()
    await says(door, '已授权')

    await button(door.page, '视频呼叫妈妈').click()
    await button(phone.page, '接听').click()
    await seesTheOther(phone)
    await seesTheOther(door)
    await shot(phone.page, 'mini-program-talk')
    await button(phone.page, '挂断').click()
    for (const { page } of [phone, door]) await button(page, '关闭').click()
    // Both came back to their first pages, and heard of the call.
    await says(phone, 'hangUpVoip')
    await says(phone, '呼叫设备')
    await says(door, '呼叫联系人')
    await says(door, 'endVoip')
    await shot(phone.page, 'mini-program-events')

    await button(phone.page, '视频呼叫').click()
    await button(door.page, '接听').click()
    await seesTheOther(phone)
    await seesTheOther(door)
    await button(door.page, '挂断').click()
    for (const { page } of [phone, door]) await button(page, '关闭').click()
    await says(phone, '呼叫设备')

    expect([phone.errors, door.errors]).toEqual([[], []])
    await Promise.all([phone.close(), door.close()])
  })

  test('a refusal leads to the settings page, where it is taken back', async () => {
    const phone = await openProgram(browser, `${server.url}/?person=grandpa`)
    const door = await openProgram(browser, `${server.url}/?device=door-1`)
    await button(phone.page, '允许设备呼叫').click()
    await answerDialog(phone.page, '拒绝')
    await says(phone, '（10021）')
    // Asked again there is no dialog.
    await button(phone.page, '允许设备呼叫').click()
    await says(phone, '（10021）')
    expect(await phone.page.locator('callgrant-dialog').count()).toBe(0)
    await says(phone, '已关闭')

    await button(phone.page, '打开设置').click()
    await phone.page.getByRole('switch').click()
    await shot(phone.page, 'mini-program-settings')
    await button(phone.page, '关闭').click()
    await says(phone, '已允许')
    await button(door.page, '刷新').click()
    await button(door.page, '语音呼叫爷爷').click()
    await button(phone.page, '拒绝').click()
    await button(door.page, '关闭').click()
    await says(door, 'rejectVoip')
    await Promise.all([phone.close(), door.close()])
  })

  test('a group is asked for once, and every device in it may ring', async () => {
    const phone = await openProgram(browser, `${server.url}/?person=parent`, { width: 1280, height: 800 })
    const door = await openProgram(browser, `${server.url}/?device=door-2`)
    await says(door, '未授权')
    await button(phone.page, '允许设备组').click()
    await answerDialog(phone.page, '允许')
    await says(phone, '设备组 小区大门')
    await shot(phone.page, 'mini-program-desktop')
    await button(door.page, '刷新').click()
    await says(door, '已授权')
    await Promise.all([phone.close(), door.close()])
  })

  test('answers the pages that it serves itself, and no others', async () => {
    const session = (headers: Record<string, string>) =>
      fetch(`${server.url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ openid: 'parent' }),
      })
    expect((await session({ origin: server.url })).status).toBe(200)
    expect((await session({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await session({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })

  test('keys do what fingers do', async () => {
    const phone = await openProgram(browser, `${server.url}/?person=aunt`)
    await button(phone.page, '允许设备呼叫').focus()
    await phone.page.keyboard.press('Enter')
    await answerDialog(phone.page, '允许')
    await says(phone, '前门 door-1')
    await phone.close()
  })
})
