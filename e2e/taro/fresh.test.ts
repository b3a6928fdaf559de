/** A new project, made by `taro init`: the documented examples pasted in, before and after the plugin's line. */

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hasChromium, launchChromium } from '../lib/chromium.ts'
import { startTryServer, type TryServer } from '../lib/try-server.ts'
import { type BackEnd, serveFolder, startBackEnd } from './lib/back-end.ts'
import { type FreshProject, freshProject } from './lib/fresh-project.ts'
import { putPlugin } from './lib/project.ts'
import { report } from './lib/report.ts'
import { answerDialog, openApp, type WebApp } from './lib/web-app.ts'

vi.setConfig({ testTimeout: 480_000, hookTimeout: 120_000 })

/** Bytes, compressed, that both functions with the dialog may add. */
const LIMIT = 12_000
const PAGE = 'src/pages/index/index.jsx'

let browser: Browser
let server: TryServer
let backEnd: BackEnd

beforeAll(async () => {
  browser = await launchChromium()
  server = await startTryServer()
  backEnd = await startBackEnd(server)
})
afterAll(async () => {
  await browser?.close()
  await backEnd?.close()
  await server?.stop()
})

async function post(path: string, body: object): Promise<Record<string, string>> {
  const answer = await fetch(backEnd.url + path, { method: 'POST', body: JSON.stringify(body) })
  return (await answer.json()) as Record<string, string>
}

/** The examples as Taro's page has them, and as promises, with values where it has `xxx`. */
async function paste(fresh: FreshProject): Promise<void> {
  const { group_id } = await post('/group', {})
  const device = async (sn: string) => {
    const { sn_ticket, model_id } = await post('/ticket', { sn })
    return `sn: '${sn}',
      snTicket: '${sn_ticket}',
      modelId: '${model_id}',
      deviceName: 'iot',`
  }
  fresh.add(PAGE, 'before', "import './index", "import Taro from '@tarojs/taro'\n")
  fresh.add(PAGE, 'before', "import './index", "import { Button } from '@tarojs/components'\n")
  const handlers = `
  const single = async () => {
    // 授权单台设备
    Taro.requestDeviceVoIP({
      ${await device('door-1')}
      success(res) {
        console.log(res)
      },
      fail(res) {
        console.log(res)
      }
    })
  }
  const group = async () => {
    // 批量授权（授权设备组）
    Taro.requestDeviceVoIP({
      isGroup: true,
      groupId: '${group_id}',
      success(res) {
        console.log(res)
      },
      fail(res) {
        console.log(res)
      }
    })
  }
  const singlePromise = async () => {
    try {
      console.log(await Taro.requestDeviceVoIP({ ${await device('door-2')} }))
    } catch (error) {
      console.log({ caught: error.message, errCode: error.errCode })
    }
  }
  const groupPromise = async () => {
    try {
      console.log(await Taro.requestDeviceVoIP({ isGroup: true, groupId: '${group_id}' }))
    } catch (error) {
      console.log({ caught: error.message, errCode: error.errCode })
    }
  }
  const list = async () => console.log((await Taro.getDeviceVoIPList()).list)
`
  fresh.add(PAGE, 'before', '  return (', `${handlers}\n`)
  const button = (name: string) => `<Button id='${name}' onClick={${name}}>${name}</Button>\n      `
  const buttons = ['single', 'group', 'singlePromise', 'groupPromise', 'list'].map(button).join('')
  fresh.add(PAGE, 'before', '<Text>Hello', buttons)
}

/** The line in `plugins`, and who uses the app. */
function addPlugin(fresh: FreshProject): void {
  const options = JSON.stringify({ server: server.url, appid: backEnd.appid })
  fresh.add('config/index.js', 'after', 'plugins: [', `\n      ['taro-plugin-callgrant', ${options}],`)
  const session = `
setSession(async () => {
  const answer = await fetch('${backEnd.url}/session', {
    method: 'POST',
    body: JSON.stringify({ openid: 'fresh-' + Math.random().toString(36).slice(2) })
  })
  return (await answer.json()).session
})
`
  fresh.add('src/app.js', 'before', 'import', "import { setSession } from 'taro-plugin-callgrant'\n")
  fresh.add('src/app.js', 'before', 'function App', session)
}

/** Presses a button of the page, answers the dialog, and gives what the pasted code then writes to the console. */
async function press({ page }: WebApp, name: string, answer?: '允许' | '拒绝'): Promise<unknown> {
  const written = page.waitForEvent('console', { predicate: (message) => message.type() === 'log' })
  await page.locator(`#${name}`).click()
  if (answer) await answerDialog(page, answer)
  return (await written).args()[0]?.jsonValue()
}

async function opened<T>(folder: string, use: (app: WebApp) => Promise<T>): Promise<T> {
  const files = await serveFolder(folder)
  try {
    const app = await openApp(browser, `${files.url}/`, '#single')
    try {
      return await use(app)
    } finally {
      await app.close()
    }
  } finally {
    await files.close()
  }
}

/** Words that only the code of calls and of the settings page has. */
const LATER = ['RTCPeerConnection', 'callgrant-settings']
/** What this app does not use at all. */
const NEVER = 'callgrant-call'

describe.skipIf(!hasChromium)('a fresh project', () => {
  it.each([
    ['01', 'Webpack5'],
    ['02', 'Vite'],
  ] as const)('%s %s: a false success without the plugin, the truth with it', async (id, compiler) => {
    putPlugin('installed')
    const fresh = await freshProject(compiler)
    try {
      await paste(fresh)
      const before = await fresh.build()
      const bytesBefore = await opened(before.folder, async (app) => {
        // Taro's stub: what this plugin is for.
        expect(await press(app, 'single')).toMatchObject({ errMsg: expect.stringMatching(/暂时不支持/) })
        expect(await press(app, 'list')).toBeUndefined()
        return app.loaded()
      })

      addPlugin(fresh)
      const after = await fresh.build()
      const built = globSync('**/*.js', { cwd: after.folder }).map((file) =>
        readFileSync(join(after.folder, file), 'utf8'),
      )
      const bytes = await opened(after.folder, async (app) => {
        const ok = { errMsg: 'requestDeviceVoIP:ok' }
        expect(await press(app, 'single', '允许')).toEqual(ok)
        expect(await press(app, 'single')).toEqual({
          errMsg: 'requestDeviceVoIP:fail The sn has been subscribed',
          errCode: 10001,
        })
        expect(await press(app, 'singlePromise', '拒绝')).toEqual({
          caught: 'requestDeviceVoIP:fail auth deny',
          errCode: 10021,
        })
        expect(await press(app, 'group', '允许')).toEqual(ok)
        expect(await press(app, 'groupPromise')).toMatchObject({ errCode: 10001 })
        expect(await press(app, 'list')).toMatchObject([{ status: 1 }, { status: 0 }, { status: 1 }])
        expect(app.errors).toEqual([])
        // Whoever only asks and lists has not loaded what calls and settings need; it is there for those who do.
        const loaded = await app.scripts()
        for (const word of LATER) {
          expect(loaded.includes(word), word).toBe(false)
          expect(
            built.some((text) => text.includes(word)),
            word,
          ).toBe(true)
        }
        expect(built.some((text) => text.includes(NEVER))).toBe(false)
        return (await app.loaded()) - bytesBefore
      })
      expect(bytes).toBeLessThan(LIMIT)
      report({
        id,
        platform: 'h5, a project by `taro init`',
        bundler: compiler.toLowerCase(),
        build: 'production',
        plugin: 'installed',
        ran: 'Chromium',
        seconds: after.seconds,
        bytes,
      })
    } finally {
      fresh.remove()
    }
  })
})
