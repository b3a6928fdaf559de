/** H5 and harmony-hybrid: real builds in Chromium against a real server, through dialog, settings and calls. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasChromium, launchChromium } from '../lib/chromium.ts'
import { startTryServer, type TryServer } from '../lib/try-server.ts'
import { type BackEnd, type Listening, serveFolder, startBackEnd } from './lib/back-end.ts'
import { rungOnce, wholeCalls } from './lib/call-story.ts'
import { type Door, openDoor } from './lib/door.ts'
import { type BuildOptions, build, failingBuild, fillProject, watch } from './lib/project.ts'
import { report } from './lib/report.ts'
import { answerDialog, ask, openApp, type WebApp } from './lib/web-app.ts'

vi.setConfig({ testTimeout: 480_000, hookTimeout: 120_000 })

const OURS = {
  request: true,
  isGroup: true,
  groupId: true,
  list: true,
  listGroup: true,
  wrong: false,
  unknown: false,
}

type Case = Pick<BuildOptions, 'type' | 'compiler' | 'put' | 'prebundle'> & {
  id: string
  watched?: boolean
  /** Calls are made to the end; by default the app is rung once. */
  allCalls?: boolean
}
const CASES: Case[] = [
  { id: '11', type: 'h5', compiler: 'webpack5', put: 'installed', allCalls: true },
  { id: '12', type: 'h5', compiler: 'webpack5', put: 'installed', prebundle: true, allCalls: true },
  { id: '13', type: 'h5', compiler: 'webpack5', put: 'linked' },
  { id: '14', type: 'h5', compiler: 'webpack5', put: 'local', watched: true },
  { id: '15', type: 'h5', compiler: 'webpack5', put: 'installed', prebundle: true, watched: true },
  { id: '21', type: 'h5', compiler: 'vite', put: 'installed', allCalls: true },
  { id: '22', type: 'h5', compiler: 'vite', put: 'linked', watched: true },
  { id: '23', type: 'h5', compiler: 'vite', put: 'local' },
  { id: '24', type: 'h5', compiler: 'vite', put: 'installed', watched: true },
  { id: '31', type: 'harmony-hybrid', compiler: 'webpack5', put: 'installed', allCalls: true },
]

let browser: Browser
let server: TryServer
let backEnd: BackEnd
let door: Door
let address: Pick<BuildOptions, 'server' | 'appid' | 'backEnd'>

beforeAll(async () => {
  if (!hasChromium) return
  fillProject()
  browser = await launchChromium()
  server = await startTryServer()
  backEnd = await startBackEnd(server)
  address = { server: server.url, appid: backEnd.appid, backEnd: backEnd.url }
  door = await openDoor(server.url, backEnd, 'door-1')
})
afterAll(async () => {
  await door?.close()
  await browser?.close()
  await backEnd?.close()
  await server?.stop()
})

/** Builds or watches, and opens the app. */
async function made(one: Omit<Case, 'id'>): Promise<{ app: WebApp; seconds: number; stop(): Promise<void> }> {
  const options = { ...one, ...address }
  const start = performance.now()
  const { url, stop } = one.watched ? await watch(options) : await served(options)
  const seconds = (performance.now() - start) / 1000
  try {
    const app = await openApp(browser, url)
    return {
      app,
      seconds: one.watched ? (performance.now() - start) / 1000 : seconds,
      async stop() {
        await app.close()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function served(options: BuildOptions) {
  const { folder } = await build(options)
  const files: Listening = await serveFolder(folder)
  return { url: `${files.url}/`, stop: () => files.close() }
}

describe.skipIf(!hasChromium)('the example app', () => {
  it.each(CASES)('$type, $compiler, prebundle $prebundle, watched $watched, $put', async (one) => {
    const { app, seconds, stop } = await made(one)
    try {
      await wholeStory(app)
      const { page, openid } = await rungOnce(app, backEnd, door)
      if (one.allCalls) await wholeCalls(page, openid, door, one.id)
      expect(app.errors).toEqual([])
      report({
        id: one.id,
        platform: one.type,
        bundler: one.compiler,
        build: `${one.watched ? 'development' : 'production'}${one.prebundle ? ', prebundle' : ''}`,
        plugin: one.put,
        ran: 'Chromium',
        seconds,
      })
    } finally {
      await stop()
    }
  })
})

async function wholeStory(app: WebApp): Promise<void> {
  const { page } = app
  // Allow (A1); the words name the device and its type (A8).
  const first = page.evaluate(async () => matrix.ask('dot', await matrix.device('door-1'), true))
  expect(await answerDialog(page, '允许')).toContain('iot')
  const ok = { errMsg: 'requestDeviceVoIP:ok' }
  expect(await first).toEqual({
    resolved: ok,
    told: [
      ['success', ok],
      ['complete', ok],
    ],
  })

  // From authorized no dialog, and 10001 (A2): the promise rejects with an Error, also where `fail` was given.
  const again = await ask(app, 'named', 'door-1', 'none', true)
  const refusal = { errMsg: 'requestDeviceVoIP:fail The sn has been subscribed', errCode: 10001 }
  expect(again.rejected).toMatchObject({ ...refusal, message: refusal.errMsg, isError: true })
  expect(again.told).toEqual([
    ['fail', refusal],
    ['complete', refusal],
  ])

  // Reject; then from refused no dialog (A1).
  const rejected = await ask(app, 'computed', 'door-2', '拒绝')
  expect(rejected.rejected).toMatchObject({ errMsg: 'requestDeviceVoIP:fail auth deny', errCode: 10021 })
  const later = await page.evaluate(async () => matrix.askAndForget(await matrix.device('door-2')))
  expect(later).toEqual({ errMsg: 'requestDeviceVoIP:fail The sn has been rejected', errCode: 10021 })

  // Callers that Taro's compiler leaves alone, and one that it compiles for its name.
  expect((await ask(app, 'plainLib', 'door-3', '允许')).resolved).toEqual(ok)
  expect((await ask(app, 'taroLib', 'group', '允许')).resolved).toEqual(ok)

  // Wrong parameters never reach the server (A11).
  const wrong = await page.evaluate(() => matrix.ask('dot', { sn: 'door-1' }))
  expect(wrong.rejected).toMatchObject({ errno: 1001 })
  expect(wrong.rejected?.errMsg).toContain('parameter.snTicket should be String instead of Undefined;')

  const statuses = async (way: string) => {
    const { list } = await page.evaluate((how) => matrix.list(how), way)
    return Object.fromEntries(list.map(({ sn, status }) => [sn ?? 'group', status]))
  }
  const expected = { 'door-1': 1, 'door-2': 0, 'door-3': 1, group: 1 }
  for (const way of ['dot', 'computed', 'named', 'plainLib', 'taroLib']) {
    expect(await statuses(way), way).toEqual(expected)
  }

  expect(await page.evaluate(() => matrix.canIUse())).toEqual(OURS)
  const atRunTime = (schema: string) => page.evaluate((name) => matrix.canIUseAtRunTime(name), schema)
  expect(await atRunTime('requestDeviceVoIP.object.isGroup')).toBe(true)
  expect(await atRunTime('requestDeviceVoIP.object.nonsense')).toBe(false)
  expect(await atRunTime('showModal')).toBe(true)
  expect(await atRunTime('noSuchFunction')).toBe(false)

  // Settings (A13): switched off there, and back.
  const opened = page.evaluate(() => matrix.openSetting())
  const settings = page.locator('callgrant-settings')
  await settings.getByRole('switch').first().waitFor()
  expect(await settings.getByRole('switch').count()).toBe(4)
  const door3 = settings.locator('li', { hasText: 'iot' }).getByRole('switch', { checked: true }).first()
  await door3.click()
  await expect.poll(async () => Object.values(await statuses('dot')).filter((s) => s === 1).length).toBe(2)
  await settings.getByRole('button', { name: '关闭' }).first().click()
  expect(await opened).toMatchObject({ errMsg: 'openSetting:ok' })
}

describe('a build', () => {
  const one = () => ({ type: 'h5', compiler: 'webpack5', put: 'installed', ...address }) as const

  it('with wrong options stops, with a sentence for each mistake', async () => {
    const said = await failingBuild(one(), {
      MATRIX_OPTIONS: JSON.stringify({ server: 'http://calls.example.com', secret: 'x' }),
    })
    expect(said).toContain('`server` must begin with https')
    expect(said).toContain('`appid` is missing')
    expect(said).toContain('`secret` must not be here')
  })
})
