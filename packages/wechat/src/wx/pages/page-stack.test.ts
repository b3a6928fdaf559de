/** WeChat's rules of the page stack. */

import { beforeEach, expect, test } from 'vitest'
import type { OpenMode } from '../types.ts'
import { PAGES_MAX, type PageLife, PageStack } from './page-stack.ts'
import { parseQuery } from './route.ts'

const PLUGIN = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'
let stack: PageStack
let log: string[]

function life(name: string): PageLife {
  return {
    onLoad: (options) => log.push(`${name}.onLoad ${JSON.stringify(options)}`),
    onShow: () => log.push(`${name}.onShow`),
    onReady: () => log.push(`${name}.onReady`),
    onHide: () => log.push(`${name}.onHide`),
    onUnload: () => log.push(`${name}.onUnload`),
  }
}
const routes = () => stack.pages.map(({ route }) => route)
const fresh = async <T>(work: () => Promise<T>) => {
  log = []
  await work()
  return log
}

beforeEach(async () => {
  log = []
  stack = new PageStack()
  stack.definePages({
    pages: ['pages/a/a', 'pages/b/b', 'pages/c/c', 'pages/tab1/t', 'pages/tab2/t'],
    tabs: ['pages/tab1/t', 'pages/tab2/t'],
    create: ({ route }) => life(route.split('/')[1] ?? ''),
  })
  stack.definePrivatePage(PLUGIN, () => life('call'))
})

test('navigateTo hides what was there and shows what is new', async () => {
  await stack.open('reLaunch', '/pages/a/a')
  expect(await fresh(() => stack.open('navigateTo', '/pages/b/b?sn=d1&n=2'))).toEqual([
    'a.onHide',
    'b.onLoad {"sn":"d1","n":"2"}',
    'b.onShow',
    'b.onReady',
  ])
  expect(routes()).toEqual(['pages/a/a', 'pages/b/b'])
  expect(await fresh(() => stack.back(1))).toEqual(['b.onUnload', 'a.onShow'])
})

test('redirectTo unloads what was there first', async () => {
  await stack.open('reLaunch', '/pages/a/a')
  expect(await fresh(() => stack.open('redirectTo', PLUGIN))).toEqual([
    'a.onUnload',
    'call.onLoad {}',
    'call.onShow',
    'call.onReady',
  ])
  expect(routes()).toEqual([PLUGIN])
})

test('reLaunch unloads all, top first', async () => {
  await stack.open('reLaunch', '/pages/a/a')
  await stack.open('navigateTo', '/pages/b/b')
  expect(await fresh(() => stack.open('reLaunch', '/pages/tab1/t?x=1'))).toEqual([
    'b.onUnload',
    'a.onUnload',
    'tab1.onLoad {"x":"1"}',
    'tab1.onShow',
    'tab1.onReady',
  ])
})

test('a tab stays alive while another is shown, pages over it do not', async () => {
  await stack.open('reLaunch', '/pages/tab1/t')
  expect(await fresh(() => stack.open('switchTab', '/pages/tab2/t?no=query'))).toEqual([
    'tab1.onHide',
    'tab2.onLoad {}',
    'tab2.onShow',
    'tab2.onReady',
  ])
  expect(await fresh(() => stack.open('switchTab', '/pages/tab1/t'))).toEqual(['tab2.onHide', 'tab1.onShow'])
  await stack.open('navigateTo', '/pages/b/b')
  expect(await fresh(() => stack.open('switchTab', '/pages/tab1/t'))).toEqual(['b.onUnload', 'tab1.onShow'])
  await stack.open('navigateTo', '/pages/b/b')
  expect(await fresh(() => stack.open('switchTab', '/pages/tab2/t'))).toEqual(['b.onUnload', 'tab2.onShow'])
  expect(routes()).toEqual(['pages/tab2/t'])
  expect(await fresh(() => stack.open('switchTab', '/pages/tab2/t'))).toEqual([])
})

test('a tab can be shown from a page that was opened without any', async () => {
  await stack.open('reLaunch', '/pages/b/b')
  expect(await fresh(() => stack.open('switchTab', '/pages/tab1/t'))).toEqual([
    'b.onUnload',
    'tab1.onLoad {}',
    'tab1.onShow',
    'tab1.onReady',
  ])
})

test('at most ten pages are open', async () => {
  await stack.open('reLaunch', '/pages/a/a')
  for (let open = 1; open < PAGES_MAX; open++) await stack.open('navigateTo', '/pages/b/b')
  await expect(stack.open('navigateTo', '/pages/b/b')).rejects.toThrow('webview count limit exceed')
  await expect(stack.open('navigateTo', PLUGIN)).rejects.toThrow('webview count limit exceed')
  expect(stack.pages).toHaveLength(10)
  await stack.open('redirectTo', PLUGIN)
  expect(stack.pages).toHaveLength(10)
})

test.each<[OpenMode, string, string]>([
  ['navigateTo', '/pages/none/none', 'page "pages/none/none" is not found'],
  ['redirectTo', 'pages/b/b', 'page "pages/a/pages/b/b" is not found'],
  ['navigateTo', 'plugin-private://wx0/pages/x', 'page "plugin-private://wx0/pages/x" is not found'],
  ['navigateTo', '/pages/tab1/t', 'can not navigateTo a tabbar page'],
  ['redirectTo', '/pages/tab1/t', 'can not redirectTo a tabbar page'],
  ['switchTab', '/pages/b/b', 'can not switch to no-tabBar page'],
  ['switchTab', PLUGIN, 'can not switch to no-tabBar page'],
])('%s of %s is refused, and nothing is left', async (mode, url, words) => {
  await stack.open('reLaunch', '/pages/a/a')
  expect(await fresh(() => expect(stack.open(mode, url)).rejects.toThrow(words))).toEqual([])
  expect(routes()).toEqual(['pages/a/a'])
})

test('nobody goes back from the first page, and never past it', async () => {
  await stack.open('reLaunch', '/pages/a/a')
  await expect(stack.back(1)).rejects.toThrow('cannot navigate back at first page.')
  await stack.open('navigateTo', '/pages/b/b')
  await stack.open('navigateTo', '/pages/c/c')
  expect(await fresh(() => stack.back(7))).toEqual(['c.onUnload', 'b.onUnload', 'a.onShow'])
})

test.each([
  ['../b/b', 'pages/b/b'],
  ['./../c/c?x=1', 'pages/c/c'],
  ['/pages/b/b.html', 'pages/b/b'],
])('%s is found from the open page', async (url, route) => {
  await stack.open('reLaunch', '/pages/a/a')
  await stack.open('navigateTo', url)
  expect(routes().at(-1)).toBe(route)
})

test('a query is as WeChat hands it on: not decoded, cut at a second =, "undefined" for a bare name', () => {
  expect(parseQuery('url=https%3A%2F%2Fx.cn&code=3==q&flag&=&a=')).toEqual({
    url: 'https%3A%2F%2Fx.cn',
    code: '3',
    flag: 'undefined',
    '': '',
    a: '',
  })
})
