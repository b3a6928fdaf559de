/** The runtime of pages: life cycle in WeChat's order, data, components, handlers, errors. */

import { expect, test } from 'vitest'
import { type Pieces, programOf } from '../../../test/mini-program-fixture.ts'
import { AppLife } from '../../wx/app-life.ts'
import { PageStack } from '../../wx/pages/page-stack.ts'
import type { MiniProgramOptions } from '../types.ts'
import { createMiniProgram } from './mini-program.ts'

function run(pieces: Pieces, options: Partial<MiniProgramOptions> = {}) {
  const stack = new PageStack()
  const life = new AppLife()
  const errors: string[] = []
  const warnings: string[] = []
  const mini = createMiniProgram({
    program: programOf(pieces),
    wx: {},
    requirePlugin: () => ({}),
    stack,
    life,
    onError: (error) => errors.push(error.message),
    onWarning: (text) => warnings.push(text),
    ...options,
  })
  return { mini, stack, life, errors, warnings }
}

const LIFE = ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload'] as const
/** A page that writes down its own life. */
function witness(log: string[], name: string, more: object = {}) {
  const own = Object.fromEntries(LIFE.map((moment) => [moment, () => void log.push(`${name}.${moment}`)]))
  return ({ Page }: { Page(definition: object): void }) => Page({ ...own, ...more })
}
const settled = () => new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)))

test('starts as WeChat does: App.onLaunch, App.onShow, then the page', async () => {
  const log: string[] = []
  const { mini } = run({
    app: ({ App }) =>
      App({
        globalData: { sn: 'd1' },
        onLaunch: ({ path, query, scene }: { path: string; query: object; scene: number }) =>
          log.push(`onLaunch ${path} ${JSON.stringify(query)} ${scene}`),
        onShow: () => log.push('App.onShow'),
      }),
    parts: { 'pages/a/a': { script: witness(log, 'a') } },
  })
  expect(log).toEqual([])
  await mini.launch({ query: { sn: 'x' }, scene: 1011 })
  await settled()
  expect(log).toEqual([
    'onLaunch pages/a/a {"sn":"x"} 1011',
    'App.onShow',
    'a.onLoad',
    'a.onShow',
    'a.onReady',
  ])
  expect(mini.page.options).toEqual({ sn: 'x' })
  expect(mini.globals.getApp()).toMatchObject({ globalData: { sn: 'd1' } })
})

test('a page that opens another from onLoad is there first', async () => {
  const log: string[] = []
  const { mini, stack } = run({
    parts: {
      'pages/a/a': {
        script: ({ Page }) =>
          Page({
            onLoad: () => void stack.open('redirectTo', '../b/b?n=1'),
            onReady: () => log.push('a.onReady'),
            onUnload: () => log.push('a.onUnload'),
          }),
      },
      'pages/b/b': { script: witness(log, 'b') },
    },
  })
  await mini.launch()
  await expect.poll(() => mini.page.route).toBe('pages/b/b')
  await settled()
  expect(log).toEqual(['a.onReady', 'a.onUnload', 'b.onLoad', 'b.onShow', 'b.onReady'])
})

test('the app goes to the back and comes again: the page is told before, then after', async () => {
  const log: string[] = []
  const { mini } = run({
    app: ({ App }) => App({ onShow: () => log.push('App.onShow'), onHide: () => log.push('App.onHide') }),
    parts: { 'pages/a/a': { script: witness(log, 'a') } },
  })
  await mini.launch()
  await settled()
  log.length = 0
  mini.hide()
  mini.show()
  expect(log).toEqual(['a.onHide', 'App.onHide', 'App.onShow', 'a.onShow'])
})

test('setData takes paths, calls back, and leaves the rest', async () => {
  const { mini } = run({
    parts: {
      'pages/a/a': {
        wxml: '<view wx:for="{{list}}" wx:key="id">{{item.name}}:{{item.on}}</view>',
        script: ({ Page }) =>
          Page({ data: { list: [{ id: 1, name: 'one' }], deep: { a: { b: 1 }, kept: true } } }),
      },
    },
  })
  await mini.launch()
  const { instance } = mini.page
  const called = await new Promise<string>((resolve) =>
    instance.setData(
      { 'list[0].on': true, 'list[1]': { id: 2, name: 'two' }, 'deep.a.b': 2, fresh: 'x' },
      () => resolve('called'),
    ),
  )
  expect(called).toBe('called')
  expect(mini.page.data).toEqual({
    list: [
      { id: 1, name: 'one', on: true },
      { id: 2, name: 'two' },
    ],
    deep: { a: { b: 2 }, kept: true },
    fresh: 'x',
  })
  expect(mini.page.text()).toBe('one:true\ntwo:')
})

test('a page that was left may still set data: nothing is drawn, and nothing breaks', async () => {
  const { mini, stack, errors } = run({
    parts: {
      'pages/a/a': {
        wxml: '<view wx:for="{{list}}" wx:key="id" data-id="{{item.id}}">{{item.id}}</view>',
        script: ({ Page }) => Page({ data: { list: [] } }),
      },
      'pages/b/b': { script: witness([], 'b') },
    },
  })
  await mini.launch()
  const { instance } = mini.page
  await stack.open('redirectTo', '/pages/b/b')
  instance.setData({ list: [{ id: 1 }] })
  expect(errors).toEqual([])
  expect(mini.page.route).toBe('pages/b/b')
})

test('each page has its own data and its own copy of other fields', async () => {
  const { mini, stack } = run({
    parts: { 'pages/a/a': { script: ({ Page }) => Page({ data: { n: [0] }, cache: { hits: 0 } }) } },
  })
  await mini.launch()
  const first = mini.page
  ;(first.instance.cache as { hits: number }).hits = 5
  first.instance.setData({ 'n[0]': 1 })
  await stack.open('navigateTo', '/pages/a/a')
  expect(mini.page.data).toEqual({ n: [0] })
  expect(mini.page.instance.cache).toEqual({ hits: 0 })
  expect(mini.globals.getCurrentPages()).toEqual([first.instance, mini.page.instance])
})

test('a tap in the WXML reaches its handler with dataset, mark and id', async () => {
  const events: unknown[] = []
  const { mini } = run({
    parts: {
      'pages/a/a': {
        wxml: '<view id="list" mark:room="hall" bindtap="onList"><button class="call" id="b1" data-open-id="alice" bindtap="onCall">call</button><button class="quiet" catchtap="onQuiet">quiet</button></view>',
        script: ({ Page }) => {
          const note =
            (name: string) =>
            (event: {
              type: string
              target: { id: string }
              currentTarget: { dataset: object }
              mark: object
            }) =>
              events.push([name, event.type, event.target.id, event.currentTarget.dataset, event.mark])
          Page({ onList: note('list'), onCall: note('call'), onQuiet: note('quiet') })
        },
      },
    },
  })
  await mini.launch()
  mini.page.tapOn('.call')
  expect(events).toEqual([
    ['call', 'tap', 'b1', { openId: 'alice' }, { room: 'hall' }],
    ['list', 'tap', 'b1', {}, { room: 'hall' }],
  ])
  events.length = 0
  mini.page.tapOn('.quiet')
  expect(events.map((event) => (event as string[])[0])).toEqual(['quiet'])
  events.length = 0
  mini.page.tapOn('button')
  expect(events).toHaveLength(2)
  expect(() => mini.page.tapOn('input')).toThrow('shows nothing that matches "input"')
  expect(() => mini.page.tapOn('.none')).toThrow('shows nothing that matches ".none"')
})

test('tap gives a handler its dataset, and gives back what it answers', async () => {
  const { mini } = run({
    parts: {
      'pages/a/a': {
        script: ({ Page }) =>
          Page({
            async onCall(event: { currentTarget: { dataset: { idx: number } }; detail: object }) {
              return event.currentTarget.dataset.idx * 2
            },
            onFail: () => Promise.reject(new Error('no')),
          }),
      },
    },
  })
  await mini.launch()
  expect(await mini.page.tap('onCall', { dataset: { idx: 21 } })).toBe(42)
  await expect(mini.page.tap('onFail')).rejects.toThrow('no')
  expect(() => mini.page.tap('onNothing')).toThrow('has no method "onNothing"')
})

test('a component has properties, observers, lifetimes, slots and events, as WeChat', async () => {
  const log: unknown[] = []
  const { mini } = run({
    parts: {
      'pages/a/a': {
        json: { usingComponents: { card: '../../components/card/card' } },
        wxml: '<card id="c" name="{{name}}" bind:choose="onChoose">inside</card>',
        script: ({ Page }) =>
          Page({
            data: { name: 'door' },
            onReady: () => log.push('page ready'),
            onChoose: (event: { detail: object }) => log.push(event.detail),
          }),
      },
      'components/card/card': {
        json: { component: true },
        wxml: '<view class="go" bindtap="go">{{name}} {{twice}}</view><slot/>',
        script: ({ Component, Behavior }) =>
          Component({
            behaviors: [
              'wx://form-field',
              Behavior({
                methods: {
                  shout(this: { data: { name: string } }) {
                    return this.data.name.toUpperCase()
                  },
                },
              }),
            ],
            properties: { name: { type: String, value: '' } },
            observers: {
              name(this: { setData(data: object): void }, name: string) {
                this.setData({ twice: name + name })
              },
            },
            lifetimes: {
              attached: () => log.push('attached'),
              ready: () => log.push('ready'),
              detached: () => log.push('detached'),
            },
            pageLifetimes: { show: () => log.push('shown'), hide: () => log.push('hidden') },
            methods: {
              go(this: { triggerEvent(name: string, detail: object): void; shout(): string }) {
                this.triggerEvent('choose', { name: this.shout() })
              },
            },
          }),
      },
    },
  })
  await mini.launch()
  await settled()
  expect(log).toEqual(['attached', 'shown', 'ready', 'page ready'])
  expect(mini.page.text()).toBe('door doordoor\ninside')
  const card = mini.page.call('selectComponent', '#c') as { go(): void; setData(data: object): void }
  log.length = 0
  card.go()
  mini.page.instance.setData({ name: 'gate' })
  expect(mini.page.text()).toBe('gate gategate\ninside')
  mini.close()
  expect(log).toEqual([{ name: 'DOOR' }, 'detached'])
})

test('a page made with Component has methods, and its options as properties', async () => {
  const { mini } = run({
    parts: {
      'pages/a/a': {
        script: ({ Component }) =>
          Component({
            properties: { sn: String, count: Number },
            methods: {
              onLoad(this: { setData(data: object): void }, options: object) {
                this.setData({ options })
              },
            },
          }),
      },
    },
  })
  await mini.launch({ query: { sn: 'd1', count: '3', other: 'x' } })
  expect(mini.page.data).toEqual({ sn: 'd1', count: 3, options: { sn: 'd1', count: '3', other: 'x' } })
})

test('an error of a handler reaches App.onError, and the page lives on', async () => {
  const told: string[] = []
  const { mini, errors } = run({
    app: ({ App }) => App({ onError: (text: string) => told.push(text.split('\n')[0] ?? '') }),
    parts: {
      'pages/a/a': {
        wxml: '<view class="x" bindtap="onTap"/>',
        script: ({ Page }) =>
          Page({
            onLoad() {
              throw new Error('in onLoad')
            },
            onTap() {
              throw new Error('in onTap')
            },
          }),
      },
    },
  })
  await mini.launch()
  mini.page.tapOn('.x')
  expect(errors).toEqual(['in onLoad', 'in onTap'])
  expect(told).toEqual(['in onLoad', 'in onTap'])
})

test('a page whose script fails spoils only itself', async () => {
  const { mini, stack, errors } = run({
    parts: {
      'pages/a/a': { script: ({ Page }) => Page({}) },
      'pages/b/b': {
        script: () => {
          throw new Error('no such module')
        },
      },
      'pages/c/c': { script: () => {} },
    },
  })
  await mini.launch()
  expect(errors).toEqual([])
  await expect(stack.open('navigateTo', '/pages/b/b')).rejects.toThrow('no such module')
  expect(errors).toEqual(['no such module'])
  await expect(stack.open('navigateTo', '/pages/c/c')).rejects.toThrow('has not been registered yet')
  expect(mini.page.route).toBe('pages/a/a')
})

test('a component that is not there is said once, by its name', async () => {
  const { mini, warnings } = run({
    parts: {
      'pages/a/a': {
        json: { usingComponents: { 'van-button': '@vant/weapp/button/index' } },
        script: ({ Page }) => Page({}),
      },
    },
  })
  await mini.launch()
  expect(warnings).toEqual([
    'pages/a/a: component <van-button> is not drawn, there is no "@vant/weapp/button/index" in this folder.',
  ])
})

test('a component of an npm package is found in miniprogram_npm', async () => {
  const { mini, warnings } = run({
    parts: {
      'pages/a/a': {
        json: { usingComponents: { 'van-button': '@vant/weapp/button' } },
        wxml: '<van-button/>',
        script: ({ Page }) => Page({}),
      },
      'miniprogram_npm/@vant/weapp/button/index': {
        json: { component: true },
        wxml: 'a button',
        script: ({ Component }) => Component({}),
      },
    },
  })
  await mini.launch()
  expect(warnings).toEqual([])
  expect(mini.page.text()).toBe('a button')
})

test('tapOn reaches into components with >>>, by class, id and tag, as deep as they are', async () => {
  const log: string[] = []
  const { mini } = run({
    parts: {
      'pages/a/a': {
        script: ({ Page }) => Page({ onPicked: () => log.push('picked'), onOwn: () => log.push('own') }),
        wxml: '<view class="box"><card id="first" bind:pick="onPicked" /></view><button class="b" bindtap="onOwn">x</button>',
        json: { usingComponents: { card: '/components/card' } },
      },
      'components/card': {
        script: ({ Component }) =>
          Component({
            methods: {
              onIn(this: { triggerEvent(n: string): void }) {
                this.triggerEvent('pick')
              },
            },
          }),
        wxml: '<view><block wx:if="{{true}}"><inner class="deep" bind:tap="onIn" /></block></view>',
        json: { component: true, usingComponents: { inner: '/components/inner' } },
      },
      'components/inner': {
        script: ({ Component }) => Component({ methods: { onTap: () => log.push('inner') } }),
        wxml: '<button class="b" bindtap="onTap">deep</button>',
        json: { component: true },
      },
    },
  })
  await mini.launch()
  mini.page.tapOn('button')
  mini.page.tapOn('.b')
  expect(log.splice(0)).toEqual(['own', 'own'])
  for (const selector of [
    '#first >>> .b',
    '.box >>> button',
    'card >>> inner >>> button.b',
    '.box > card >>> button',
    '>>> .deep > .none, .box card >>> .b',
  ]) {
    mini.page.tapOn(selector)
    expect(log.splice(0), selector).toEqual(['inner', 'picked'])
  }
  for (const selector of ['.box .b', '.deep', 'card .b', '.box > .b', '#second >>> .b']) {
    expect(() => mini.page.tapOn(selector), selector).toThrow('shows nothing that matches')
  }
  expect(() => mini.page.tapOn('[data-x]')).toThrow('"[data-x]" is no selector')
})

test('takes a query inside of path apart, at the start and when it is launched again', async () => {
  const log: unknown[] = []
  const note =
    (name: string) =>
    ({ path, query }: { path: string; query: object }) =>
      log.push([name, path, query])
  const { mini, life } = run({
    app: ({ App }) => App({ onLaunch: note('launch'), onShow: note('show') }),
    parts: {
      'pages/a/a': { script: ({ Page }) => Page({ onLoad: (query: object) => log.push(query) }) },
      'pages/b/b': { script: ({ Page }) => Page({ onLoad: (query: object) => log.push(query) }) },
    },
  })
  await mini.launch({ path: '/pages/b/b?a=1&b=x%20y', query: { c: '2' } })
  const query = { a: '1', b: 'x%20y', c: '2' }
  expect(log.splice(0)).toEqual([['launch', 'pages/b/b', query], ['show', 'pages/b/b', query], query])
  expect([mini.page.route, mini.page.options]).toEqual(['pages/b/b', query])
  expect(life.launchOptions).toMatchObject({ path: 'pages/b/b', query })
  mini.show({ path: 'pages/a/a?n=1' })
  await expect.poll(() => mini.page.route).toBe('pages/a/a')
  expect(log).toEqual([['show', 'pages/a/a', { n: '1' }], { n: '1' }])
})

test('has one tab bar with custom: true, its own, under each tab page', async () => {
  const { mini, stack } = run({
    appJson: { tabBar: { custom: true, list: [{ pagePath: 'pages/a/a' }, { pagePath: 'pages/b/b' }] } },
    parts: {
      'pages/a/a': {
        wxml: 'page a',
        script: ({ Page }) =>
          Page({
            onShow(this: { getTabBar(): { setData(data: object): void } }) {
              this.getTabBar().setData({ selected: 'a' })
            },
          }),
      },
      'pages/b/b': { wxml: 'page b', script: ({ Page }) => Page({}) },
      'pages/c/c': { wxml: 'page c', script: ({ Page }) => Page({}) },
      'custom-tab-bar/index': {
        wxml: '<view class="tab" bindtap="go">to b from {{selected}}</view>',
        json: { component: true },
        script: ({ Component }) =>
          Component({
            data: { selected: '' },
            methods: { go: () => void stack.open('switchTab', '/pages/b/b') },
          }),
      },
    },
  })
  await mini.launch()
  await settled()
  expect(mini.page.text()).toBe('page a\nto b from a')
  mini.page.tapOn('.tab')
  await expect.poll(() => mini.page.route).toBe('pages/b/b')
  expect(mini.page.text()).toBe('page b\nto b from')
  await stack.open('navigateTo', '/pages/c/c')
  expect(mini.page.text()).toBe('page c')
  expect((mini.page.instance.getTabBar as () => unknown)()).toBeNull()
})
