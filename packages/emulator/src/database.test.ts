/** `cloud.database()` and files of unmodified Mini Programs: pages, cloud functions and the test see the same. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, minutes } from './index.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-data-'))
  const files = {
    'app.json': '{ "pages": ["home"] }',
    'app.js': 'App({ onLaunch() { wx.cloud.init() } })',
    'data/words.json': '["a"]',
    'home.wxml': '{{told}}',
    'home.js': `const _ = wx.cloud.database().command
      Page({
        data: { told: null },
        async add(sn) {
          const db = wx.cloud.database()
          await db.collection('devices').add({ data: { sn, rings: 0, at: db.serverDate() } })
          const { result } = await wx.cloud.callFunction({ name: 'ring', data: { sn } })
          const { data } = await db.collection('devices').where({ sn, rings: _.gt(0), at: _.lte(new Date()) }).get()
          this.setData({ told: { result, rings: data[0].rings, isDate: data[0].at instanceof Date, at: data[0].at.getTime() } })
        },
        keep() {
          const fs = wx.getFileSystemManager()
          const words = fs.readFileSync('data/words.json', 'utf8')
          try {
            fs.accessSync(wx.env.USER_DATA_PATH + '/words.json')
            this.setData({ told: 'kept' })
          } catch (error) {
            fs.writeFileSync(wx.env.USER_DATA_PATH + '/words.json', words)
            this.setData({ told: error.message })
          }
        },
      })`,
    '../cloudfunctions/ring/index.js': `const cloud = require('wx-server-sdk')
      cloud.init()
      const db = cloud.database()
      exports.main = async ({ sn }) => {
        await db.collection('devices').where({ sn }).update({ data: { rings: db.command.inc(1) } })
        return { who: cloud.getWXContext().OPENID, all: (await db.collection('devices').count()).total }
      }`,
  }
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'miniprogram', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a page and a cloud function work on the same collection, which the test can fill and read; each emulator has its own', async () => {
  for (const round of [1, 2]) {
    await using emulator = await createEmulator({
      time: 'stands',
      appid: 'wx_same',
      secret: 'the same secret of both',
    })
    await emulator.advance(minutes(round))
    await emulator.database.collection('devices').add({ data: { sn: 'seeded' } })
    const parent = await emulator.person('parent')
    const { page } = await parent.open(join(folder, 'miniprogram'))
    await page.call('add', 'door-1')
    const { at, ...told } = page.data.told as { at: number }
    expect(told).toEqual({ result: { who: 'parent', all: 2 }, rings: 1, isDate: true })
    const { data } = await emulator.database.collection('devices').where({ sn: 'door-1' }).get()
    expect(data).toEqual([{ _id: data[0]?._id, _openid: 'parent', sn: 'door-1', rings: 1, at: new Date(at) }])
  }
})

test('files last until the Mini Program is deleted, and its own can be read', async () => {
  await using emulator = await createEmulator()
  const parent = await emulator.person('parent')
  const told = async () => {
    const { page } = await parent.open(join(folder, 'miniprogram'))
    page.call('keep')
    return page.data.told
  }
  const missing = 'accessSync:fail no such file or directory wxfile://usr/words.json'
  expect([await told(), await told()]).toEqual([missing, 'kept'])
  expect(parent.wx.getFileSystemManager().readFileSync('wxfile://usr/words.json', 'utf8')).toBe('["a"]')
  await parent.user.deleteMiniProgram()
  expect(await told()).toBe(missing)
})
