/** Mini Programs that others published, in the emulator: every page once, and what each is for. */

import {
  createEmulator,
  type EmulatedPerson,
  type Emulator,
  type MiniProgram,
  seconds,
} from '@callgrant/emulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultsOf, isBlank, PROGRAMS, type PublishedProgram } from './lib/programs.ts'

let emulator: Emulator
let parent: EmulatedPerson
let told: string[]
beforeEach(async () => {
  emulator = await createEmulator()
  parent = await emulator.person('parent')
  told = []
})
afterEach(() => emulator.close())

const note = (...words: unknown[]) =>
  void told.push(words.map((word) => (word as Error)?.stack ?? String(word)).join(' '))
const quiet = { ...console, log() {}, info() {}, debug() {}, warn: note, error: note } as Console
const open = ({ folder }: PublishedProgram, path?: string): Promise<MiniProgram> =>
  parent.open(folder, { onError: note, console: quiet, ...(path && { path }) })

describe('every page opens, with no error and no warning', () => {
  test.each(Object.values(PROGRAMS))(
    '$name',
    async (program) => {
      const app = await open(program)
      const empty: string[] = []
      for (const page of program.pages) {
        await parent.wx.reLaunch({ url: `/${page}` })
        await emulator.settle()
        expect(app.page.route).toBe(page)
        if (app.page.text() === '') empty.push(page)
      }
      expect(faultsOf(told, program)).toEqual([])
      expect(empty.filter((page) => !isBlank(page, program))).toEqual([])
    },
    120_000,
  )
})

test('weui-wxss: a list opens, its page opens, a dialog is shown and closed', async () => {
  const app = await open(PROGRAMS.weui)
  app.page.tapOn('#feedback')
  expect(app.page.data.list).toContainEqual(expect.objectContaining({ id: 'feedback', open: true }))
  await parent.wx.navigateTo({ url: 'dialog/dialog' })
  app.page.tapOn('.page__bd > a')
  expect(app.page.text()).toContain('弹窗标题')
  app.page.tapOn('.weui-dialog__btn_primary')
  expect(app.page.text()).not.toContain('弹窗标题')
})

test('wux-weapp: a dialog of its components is opened by a button and confirmed; fields are in their form', async () => {
  const app = await open(PROGRAMS.wux, 'pages/dialog/index')
  app.page.call('alert')
  await expect.poll(() => app.page.text()).toContain('不要吃果冻')
  await parent.wx.reLaunch({ url: '/pages/form/index' })
  await emulator.settle()
  const form = app.page.call('selectComponent', '#wux-form') as { getFieldsValue(): object }
  await expect.poll(() => form.getFieldsValue()).toMatchObject({ name: 'WuxUI', rater: 2 })
  expect(faultsOf(told, PROGRAMS.wux)).toEqual([])
})

test('mp-html: HTML is shown after a while, and a link in it opens a page', async () => {
  const app = await open(PROGRAMS.html)
  expect(app.page.text()).toContain('加载中')
  await expect.poll(() => app.page.text()).toContain('内部链接')
  await parent.wx.navigateTo({ url: '/pages/jump/jump' })
  expect(app.page.text()).toBe('跳转测试页面')
})

test('@wxmp/mtemplate: its cloud function says who it is, and a comment is written in a panel', async () => {
  const app = await open(PROGRAMS.mtemplate)
  await expect.poll(() => parent.wx.getStorageSync('openid')).toBe('parent')
  await expect.poll(() => app.page.text()).toContain('我要吐槽')
  app.page.tapOn('.page-wrapper > .btn')
  app.page.fireOn('m-input-panel >>> textarea', 'input', { value: 'hello', cursor: 5 })
  app.page.fireOn('m-input-panel >>> form', 'submit', { value: { content: 'hello' } })
  await expect.poll(() => app.page.data.comment).toBe('hello')
  expect(app.page.text()).toContain('hello')
})

test('@fujia/wechat-template: each start is logged, and the log is shown', async () => {
  await open(PROGRAMS.typescript)
  const app = await open(PROGRAMS.typescript)
  await app.page.call('bindViewTap')
  await expect.poll(() => app.page.route).toBe('pages/logs/logs')
  expect(app.page.text().split('\n')).toHaveLength(2)
})

test('weapp-starter-template: aliases, storage, a toast at the start, and a page of a subpackage', async () => {
  const app = await open(PROGRAMS.starter)
  expect(parent.screen.toast?.title).toBe('afadsf')
  expect(parent.wx.getStorageSync('logs')).toHaveLength(1)
  await parent.wx.navigateTo({ url: '/pages/userModule/user_info/index' })
  expect(app.page.text()).toBe('pages/userModule/user_info/index.wxml')
})

test('echarts-for-weixin: a chart has its series; another is made and thrown away by a button', async () => {
  interface Chart {
    chart: { getOption(): { series: { type: string }[] } }
  }
  const app = await open(PROGRAMS.charts)
  app.page.tapOn('.chart-with-img > image')
  await expect.poll(() => app.page.route).toBe('pages/bar/index')
  const kinds = (id: string) =>
    (app.page.call('selectComponent', id) as Chart).chart?.getOption().series.map(({ type }) => type)
  await expect.poll(() => kinds('#mychart-dom-bar')).toEqual(['bar', 'bar', 'bar'])
  await parent.wx.reLaunch({ url: '/pages/lazyLoad/index' })
  expect(kinds('#mychart-dom-bar')).toBeUndefined()
  app.page.tapOn('button')
  await expect.poll(() => app.page.text()).toBe('释放图表')
  expect(kinds('#mychart-dom-bar')).toEqual(['bar', 'bar', 'bar'])
  app.page.tapOn('button')
  expect(app.page.data.isDisposed).toBe(true)
  expect(faultsOf(told, PROGRAMS.charts)).toEqual([])
})

test('cos-wx-sdk-v5: an album waits for its list a second; a link is copied; photos are not here, and it is told so', async () => {
  const app = await open(PROGRAMS.album)
  app.page.call('gotoAlbum')
  await expect.poll(() => app.page.route).toBe('pages/album/album')
  expect(app.page.data.showLoading).toBe(true)
  await emulator.advance(seconds(1))
  expect(app.page.data.showLoading).toBe(false)
  expect(faultsOf(told, PROGRAMS.album)).toEqual([])
  app.page.tapOn('.upload-add')
  expect(told).toEqual([
    expect.stringMatching(
      /wx\.chooseImage is not a function: .* It is called at \S+\/pages\/album\/album\.js:\d+:\d+\./,
    ),
  ])
  const url = encodeURIComponent('https://example.com/a b.png')
  await parent.wx.reLaunch({ url: `/pages/preview/preview?type=image&url=${url}` })
  expect(app.page.text()).toContain('https://example.com/a b.png')
  app.page.tapOn('.preview-button')
  await expect.poll(() => parent.screen.toast?.title).toBe('复制成功')
  expect((await parent.wx.getClipboardData()).data).toBe('https://example.com/a b.png')
})
