/** Cloud functions that ask WeChat's own host, by what such functions ask with. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEmulator, type EmulatedPerson, type Emulator } from '../index.ts'

let emulator: Emulator
let parent: EmulatedPerson
let folder: string
beforeAll(async () => {
  emulator = await createEmulator()
  parent = await emulator.person('parent')
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-cloud-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** What a function answers whose `get(url)` and `post(url, body)` are written so. */
async function ticketBy(ways: string): Promise<{ errcode: number; sn_ticket: string }> {
  const files: Record<string, string> = {
    'miniprogram/app.json': '{ "pages": ["index"] }',
    'miniprogram/app.js': 'App({})',
    'miniprogram/index.js': `Page({
      data: { answer: null },
      async onAsk() {
        wx.cloud.init()
        const { result } = await wx.cloud.callFunction({ name: 'ticket', data: getApp().options })
        this.setData({ answer: result })
      },
    })`,
    'cloudfunctions/ticket/index.js': `
      ${ways}
      exports.main = async () => {
        const { WX_APPID, WX_SECRET } = process.env
        const { access_token } = await get('https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=' + WX_APPID + '&secret=' + WX_SECRET)
        return post('https://api.weixin.qq.com/wxa/getsnticket?access_token=' + access_token, { sn: 'door-1', model_id: '${emulator.modelId}' })
      }`,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const app = await parent.open(join(folder, 'miniprogram'))
  await app.page.call('onAsk')
  return app.page.data.answer as { errcode: number; sn_ticket: string }
}

const READ = `(done) => (res) => { let text = ''; res.on('data', (part) => { text += part }); res.on('end', () => done(JSON.parse(text))) }`

test.each([
  [
    'https.get and https.request with an address',
    `const https = require('https')
     const read = ${READ}
     const get = (url) => new Promise((done) => https.get(url, read(done)))
     const post = (url, body) => new Promise((done) => https.request(url, { method: 'POST' }, read(done)).end(JSON.stringify(body)))`,
  ],
  [
    'https.request with options and an agent, as request packages do',
    `const https = require('node:https')
     const read = ${READ}
     const ask = (method, url, body) => new Promise((done, fail) => {
       const { hostname, pathname, search } = new URL(url)
       const options = { protocol: 'https:', hostname, port: 443, path: pathname + search, method, agent: new https.Agent({ keepAlive: true }) }
       https.request(options, read(done)).on('error', fail).end(body && JSON.stringify(body))
     })
     const get = (url) => ask('GET', url)
     const post = (url, body) => ask('POST', url, body)`,
  ],
  [
    'fetch',
    `const get = async (url) => (await fetch(url)).json()
     const post = async (url, body) => (await fetch(new URL(url), { method: 'POST', body: JSON.stringify(body) })).json()`,
  ],
])('by %s a function gets a ticket from the server that stands for WeChat', async (_, ways) => {
  expect(await ticketBy(ways)).toMatchObject({ errcode: 0, sn_ticket: expect.stringMatching(/^\w{32}$/) })
})

test('outside of a cloud function, and for another host, requests go where they say', async () => {
  await ticketBy(`const https = require('https'); const get = async () => ({}); const post = async () => {
    const to = https.request('https://127.0.0.1:9/x'); to.on('error', () => {}); to.destroy()
    return { errcode: 0, sn_ticket: to.host }
  }`).then(({ sn_ticket }) => expect(sn_ticket).toBe('127.0.0.1'))
  const request = https.request('https://api.weixin.qq.com/')
  request.on('error', () => {})
  expect(request.host).toBe('api.weixin.qq.com')
  request.destroy()
})
