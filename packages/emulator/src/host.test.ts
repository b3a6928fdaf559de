/** The host of a Mini Program: commands and events of `wmpf.Channel`, and leaving it with `wx.exitMiniProgram`. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from './index.ts'

let emulator: Emulator
let folder: string
beforeAll(async () => {
  emulator = await createEmulator({ patienceMs: 2000 })
  folder = mkdtempSync(join(tmpdir(), 'callgrant-host-'))
  writeFileSync(join(folder, 'app.json'), '{ "pages": ["home"] }')
  writeFileSync(
    join(folder, 'app.js'),
    'App({ log: [], onShow() { this.log.push("App.onShow") }, onHide() { this.log.push("App.onHide") } })',
  )
  writeFileSync(join(folder, 'home.wxml'), '<button id="leave" bindtap="leave">{{told}}</button>')
  writeFileSync(
    join(folder, 'home.js'),
    `Page({
      data: { told: '', light: '' },
      onLoad() {
        this.heard = ({ data }) => this.setData({ light: data })
        wmpf.Channel.registerEvent({ event: 'light', success: ({ errMsg }) => this.setData({ told: errMsg }) })
        wmpf.Channel.on('light', this.heard)
      },
      onShow() { getApp().log.push('onShow') },
      onHide() { getApp().log.push('onHide') },
      leave() { wx.exitMiniProgram({ success: ({ errMsg }) => this.setData({ told: errMsg }) }) },
      quiet() { wmpf.Channel.off('light', this.heard) },
    })`,
  )
})
afterAll(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a command reaches the host as text, and its answer comes back as text, later or at once', async () => {
  const asked: unknown[] = []
  const host = (command: string, data: string) => {
    asked.push([command, data])
    if (command === 'fail') throw new Error('the lock is jammed')
    return command === 'later' ? Promise.resolve({ ok: true }) : `did ${command}`
  }
  const { wmpf } = await emulator.device('door-1', { host })
  const { Channel } = wmpf
  expect(await Channel.invoke({ command: 'unlock', data: { door: 2 } })).toEqual({
    data: 'did unlock',
    errMsg: 'invoke:ok',
  })
  expect((await Channel.invoke({ command: 'later', data: 'text' })).data).toBe('{"ok":true}')
  expect(Channel.invokeSync({ command: 'sync' })).toEqual({ data: 'did sync', errMsg: 'invokeSync:ok' })
  expect(asked).toEqual([
    ['unlock', '{"door":2}'],
    ['later', 'text'],
    ['sync', ''],
  ])
  await expect(Channel.invoke({ command: 'fail' })).rejects.toMatchObject({
    errMsg: 'invoke:fail the lock is jammed',
  })
  expect(() => Channel.invokeSync({ command: 'fail' })).toThrow('invokeSync:fail the lock is jammed')
  expect(() => Channel.invokeSync({ command: 'later' })).toThrow(
    'invokeSync:fail the host answers with a promise: use invoke',
  )
  const wrong = await new Promise((fail) => Channel.invoke({ fail } as never))
  expect(wrong).toMatchObject({ errMsg: expect.stringContaining('invoke:fail parameter error') })
  const alone = await emulator.device('door-2')
  await expect(alone.wmpf.Channel.invoke({ command: 'x' })).rejects.toMatchObject({
    errMsg: 'invoke:fail there is no host: pass `device.host` to createWx',
  })
})

test('an event reaches who listens, while it is registered', async () => {
  const door = await emulator.device('door-3')
  const { page } = await door.open(folder)
  expect([page.data.told, door.registeredEvents]).toEqual(['registerEvent:ok', ['light']])
  await door.sendHostEvent('light', { level: 3 })
  expect(page.data.light).toBe('{"level":3}')
  page.call('quiet')
  await door.sendHostEvent('light', 'off')
  expect(page.data.light).toBe('{"level":3}')
  await expect(door.sendHostEvent('doorbell')).rejects.toThrow('door-3; registered are: light')
  expect(await door.wmpf.Channel.unregisterEvent({ event: 'light' })).toEqual({
    errMsg: 'unregisterEvent:ok',
  })
  await expect(door.sendHostEvent('light')).rejects.toThrow('not registered')
})

test('exitMiniProgram leaves: the page and the app are hidden, the host is in front, and a call brings it back', async () => {
  const door = await emulator.device('door-4')
  const { page, app } = await door.open(folder)
  const log = app.log as string[]
  log.splice(0)
  page.tapOn('#leave')
  await emulator.settle()
  expect(page.data.told).toBe('exitMiniProgram:ok')
  expect([...log.splice(0)]).toEqual(['onHide', 'App.onHide'])
  expect([door.screen.exited, door.screen.route, String(door.screen)]).toEqual([
    true,
    null,
    'nothing: the Mini Program has left (exitMiniProgram)',
  ])
  await door.user.showApp()
  expect([door.screen.exited, door.screen.route, [...log.splice(0)]]).toEqual([
    false,
    'home',
    ['App.onShow', 'onShow'],
  ])
  await door.wx.exitMiniProgram()
  const parent = await emulator.person('parent')
  await parent.call('door-4')
  expect(door.screen.call?.stage).toBe('incoming')
  expect(door.screen.exited).toBe(false)
})

test('is missing below base library 2.17.3', async () => {
  const old = await emulator.person('old', { baseLibrary: '2.17.2' })
  expect([old.wx.exitMiniProgram, old.wx.canIUse('exitMiniProgram')]).toEqual([undefined, false])
})
