/** What WeChat documents of components, and of templates: one test each. The pages' runtime is in mini-program.test.ts. */

import { expect, test } from 'vitest'
import { component, run, type Self } from '../../../test/page-fixture.ts'

test('wx:for-items is wx:for, with its names for item and index', async () => {
  const { text, warnings, set } = await run(
    '<view wx:for-items="{{list}}" wx:for-item="one" wx:for-index="i" wx:key="id">{{i}}{{one.id}}</view>',
    { data: { list: [{ id: 'a' }, { id: 'b' }] } },
  )
  expect(text()).toBe('0a\n1b')
  set({ list: [{ id: 'b' }] })
  expect(text()).toBe('0b')
  expect(warnings).toEqual([])
})

test.each<[string, string, (id: string) => unknown]>([
  ['a field', 'id', (id: string) => ({ id })],
  ['the item itself', '*this', (id: string) => id],
])('wx:key of %s keeps the components of items that move', async (_, key, item) => {
  let made = 0
  const { text, set, errors } = await run(
    `<x-row wx:for="{{list}}" wx:key="${key}"/>`,
    { data: { list: ['a', 'b', 'c'].map(item) } },
    {
      'x-row': component(
        {
          data: { n: 0 },
          attached(this: Self) {
            this.setData({ n: made++ })
          },
        },
        '{{n}}',
      ),
    },
  )
  expect(text()).toBe('0\n1\n2')
  set({ list: ['c', 'a', 'd'].map(item) })
  expect(errors).toEqual([])
  expect(text()).toBe('2\n0\n3')
})

test('wx:key of a path is no key: the list is right, and a warning says what was meant', async () => {
  const { text, set, errors, warnings } = await run(
    '<view wx:for="{{list}}" wx:key="at.id">{{item.at.id}}</view>',
    { data: { list: [{ at: { id: 'a' } }, { at: { id: 'b' } }] } },
  )
  set({ list: [{ at: { id: 'b' } }, { at: { id: 'c' } }, { at: { id: 'a' } }] })
  expect(text()).toBe('b\nc\na')
  expect(errors).toEqual([])
  expect(warnings).toEqual([
    'pages/a/a.wxml:1:25: "wx:key="at.id"" does not look like a valid key name (did you mean wx:key="id"?)',
  ])
})

test('keys that are not unique are said once, by the component that has them', async () => {
  const { set, warnings } = await run('<view wx:for="{{list}}" wx:key="id"/><view wx:for="{{none}}"/>', {
    data: { list: [{ id: 1 }, { id: 1 }] },
  })
  set({ list: [{ id: 1 }, { id: 1 }] })
  expect(warnings).toEqual([expect.stringMatching(/^pages\/a\/a: Some keys are not unique .*"1"/)])
})

test('generics: the page chooses the component, or the default one is taken', async () => {
  const { text } = await run(
    '<x-list generic:row="x-bold" /><x-list />',
    {},
    {
      'x-list': component({}, '<row wx:for="{{2}}" wx:key="*this" n="{{index}}"/>', {
        componentGenerics: { row: { default: '/x-plain' } },
      }),
      'x-bold': component({ properties: { n: Number } }, 'bold {{n}}'),
      'x-plain': component({ properties: { n: Number } }, 'plain {{n}}'),
    },
  )
  expect(text()).toBe('bold 0\nbold 1\nplain 0\nplain 1')
})

test('slots with names, when a component has multipleSlots', async () => {
  const { text } = await run(
    '<x-card><view slot="after">b</view><view>middle</view><view slot="before">a</view></x-card>',
    {},
    {
      'x-card': component(
        { options: { multipleSlots: true } },
        '<slot name="before"/>-<slot/>-<slot name="after"/>',
      ),
    },
  )
  expect(text()).toBe('a\n-\nmiddle\n-\nb')
})

test('behaviors: properties, data and methods join, the component goes before, lifetimes all run, the inner first', async () => {
  const log: string[] = []
  const { text } = await run(
    '<x-one label="L"/>',
    {},
    {
      'x-one': {
        json: { component: true },
        wxml: '{{label}} {{from}} {{shared.a}}{{shared.b}}',
        script({ Component, Behavior }) {
          const inner = Behavior({ data: { from: 'inner' }, attached: () => log.push('inner') })
          const outer = Behavior({
            behaviors: [inner],
            properties: { label: String },
            data: { from: 'outer', shared: { a: 1 } },
            methods: { who: () => 'outer', own: () => 'own' },
            lifetimes: { attached: () => log.push('outer') },
          })
          Component({
            behaviors: [outer],
            data: { shared: { b: 2 } },
            methods: { who: () => 'component' },
            attached(this: Self) {
              log.push(`component ${(this.who as () => string)()} ${(this.own as () => string)()}`)
            },
          })
        },
      },
    },
  )
  expect(text()).toBe('L outer 12')
  expect(log).toEqual(['inner', 'outer', 'component component own'])
})

test('observers: several fields, paths, items and everything under a field', async () => {
  const log: unknown[] = []
  const { mini, errors } = await run(
    '<x-one id="one" a="{{1}}"/>',
    {},
    {
      'x-one': component({
        properties: { a: Number, b: Number },
        data: { deep: { x: { y: 1 } }, list: [1] },
        observers: {
          'a, b': (a: number, b: number) => log.push(['a, b', a, b]),
          'deep.x.y': (y: number) => log.push(['deep.x.y', y]),
          'deep.**': (deep: object) => log.push(['deep.**', deep]),
          'list[0]': (one: number) => log.push(['list[0]', one]),
        },
      }),
    },
  )
  expect(log).toContainEqual(['a, b', 1, 0])
  log.length = 0
  const one = mini.page.call('selectComponent', '#one') as Self
  one.setData({ 'deep.x.y': 2, 'list[0]': 5 })
  expect(log).toEqual([
    ['deep.x.y', 2],
    ['deep.**', { x: { y: 2 } }],
    ['list[0]', 5],
  ])
  one.setData({ other: 1 })
  expect(log).toHaveLength(3)
  expect(errors).toEqual([])
})

test('relations: both sides are told, and find each other, also through a behavior', async () => {
  const log: string[] = []
  const note = (name: string) => () => void log.push(name)
  const { mini, set } = await run(
    '<x-list id="list"><view><x-item wx:for="{{n}}" wx:key="*this"/></view></x-list>',
    { data: { n: 2 } },
    {
      'x-list': component(
        {
          relations: {
            '/x-item': { type: 'descendant', linked: note('list.linked'), unlinked: note('list.unlinked') },
          },
        },
        '<slot/>',
      ),
      'x-item': component({
        relations: { '/x-list': { type: 'ancestor', linked: note('item.linked') } },
      }),
    },
  )
  expect(log.filter((line) => line === 'list.linked')).toHaveLength(2)
  expect(log.filter((line) => line === 'item.linked')).toHaveLength(2)
  const list = mini.page.call('selectComponent', '#list') as { getRelationNodes(path: string): object[] }
  expect(list.getRelationNodes('/x-item')).toHaveLength(2)
  set({ n: 1 })
  expect(log.at(-1)).toBe('list.unlinked')
  expect(list.getRelationNodes('/x-item')).toHaveLength(1)
})

test('relations: a behavior as target finds every component that has it, whatever the key is', async () => {
  const log: string[] = []
  const note = (name: string) => () => void log.push(name)
  let fields: unknown
  const { mini } = await run(
    '<x-field-form id="form"><view><x-field/><x-other/></view></x-field-form>',
    {},
    {
      'x-field': {
        json: { component: true },
        script({ Component, Behavior }) {
          fields = Behavior({})
          Component({
            behaviors: [fields],
            relations: { '/x-field-form': { type: 'ancestor', linked: note('field') } },
          })
        },
      },
      'x-field-form': {
        json: { component: true },
        wxml: '<slot/>',
        script: ({ Component }) =>
          Component({
            relations: { own: { type: 'descendant', target: fields, linked: note('form') } },
          }),
      },
      'x-other': component({}),
    },
  )
  expect(log).toEqual(['form', 'field'])
  const form = mini.page.call('selectComponent', '#form') as { getRelationNodes(key: string): object[] }
  expect(form.getRelationNodes('own')).toHaveLength(1)
})

test('pageLifetimes: show, hide and resize of the page that it is on', async () => {
  const log: string[] = []
  const { stack } = await run(
    '<x-one/>',
    {},
    {
      'x-one': component({
        pageLifetimes: { show: () => log.push('show'), hide: () => log.push('hide') },
      }),
    },
  )
  await stack.open('navigateTo', '/pages/b/b')
  await stack.back(1)
  expect(log).toEqual(['show', 'hide', 'show'])
})

test('externalClasses, selectAllComponents, triggerEvent that bubbles, and hidden parts of wx:if', async () => {
  const heard: unknown[] = []
  const { mini, text, set } = await run(
    '<view bind:told="onTold"><x-one class="c" wx:for="{{2}}" wx:key="*this"/></view><block wx:if="{{on}}">on</block><block wx:elif="{{half}}">half</block><block wx:else>off</block>',
    { data: { on: false }, onTold: (event: { detail: object }) => heard.push(event.detail) },
    {
      'x-one': component({
        methods: {
          tell(this: Self) {
            ;(this.triggerEvent as (...args: unknown[]) => void)(
              'told',
              { n: 1 },
              { bubbles: true, composed: true },
            )
          },
        },
      }),
    },
  )
  const all = mini.page.call('selectAllComponents', '.c') as { tell(): void }[]
  expect(all).toHaveLength(2)
  for (const one of all) one.tell()
  expect(heard).toEqual([{ n: 1 }, { n: 1 }])
  expect(text()).toBe('off')
  set({ half: true })
  expect(text()).toBe('half')
})

test('a template by name with its data, and one that is included', async () => {
  const { text } = await run(
    '<template name="row"><view>{{name}}</view></template><template is="{{which}}" data="{{...one}}"/><template is="row" data="{{name: \'two\'}}"/>',
    { data: { which: 'row', one: { name: 'one' } } },
  )
  expect(text()).toBe('one\ntwo')
})

test('wx://component-export gives selectComponent what export returns', async () => {
  const { mini } = await run(
    '<x-one id="one"/>',
    {},
    { 'x-one': component({ behaviors: ['wx://component-export'], export: () => ({ mine: 1 }) }) },
  )
  expect(mini.page.call('selectComponent', '#one')).toEqual({ mine: 1 })
})

test.each(['of a page that was closed', 'that wx:if took away'])(
  'a component %s may still set its data',
  async (how) => {
    let late: Self | undefined
    const { stack, errors, set } = await run(
      '<x-one wx:if="{{on}}"/>',
      { data: { on: true } },
      {
        'x-one': component(
          {
            attached(this: Self) {
              late = this
            },
          },
          '<block wx:if="{{more}}"><x-two/>{{more}}</block>',
          { usingComponents: { 'x-two': '/x-two' } },
        ),
        'x-two': component({}, 'two'),
      },
    )
    if (how === 'that wx:if took away') set({ on: false })
    else await stack.open('redirectTo', '/pages/b/b')
    late?.setData({ more: 'more' })
    expect(late?.data.more).toBe('more')
    expect(errors).toEqual([])
  },
)

test('wx:else with a value is wx:else', async () => {
  const { text, warnings, set } = await run(
    '<view wx:if="{{on}}">on</view><view wx:else="{{ !on }}" class="off">off</view>',
    { data: { on: false } },
  )
  expect(text()).toBe('off')
  set({ on: true })
  expect(text()).toBe('on')
  expect(warnings).toEqual([])
})

test('wx://form-field brings name and value, and what a component says of them itself wins', async () => {
  const { text } = await run(
    '<x-one name="a" value="{{[1]}}"/><x-one/><x-two value="b"/>',
    {},
    {
      'x-one': component({ behaviors: ['wx://form-field'] }, '{{name === ""}} {{name}} {{value[0]}}'),
      'x-two': component(
        { behaviors: ['wx://form-field'], properties: { value: { type: String, value: 'own' } } },
        '{{value}}',
      ),
    },
  )
  expect(text()).toBe('false a 1\ntrue\nb')
})

test('a tap on a button of a form submits the values of its fields, or resets', async () => {
  const heard: unknown[] = []
  const { mini } = await run(
    `<form bindsubmit="submit" bindreset="reset">
      <view><input name="a" value="first" bindinput="typed"/><textarea name="b"/></view>
      <switch name="c" checked/><slider name="d" value="{{3}}"/>
      <radio-group name="e"><radio value="1"/><radio value="2" checked/></radio-group>
      <checkbox-group name="f"><checkbox value="1" checked/><checkbox value="2"/></checkbox-group>
      <x-field name="g" value="own"/><input value="without a name"/>
      <button id="send" form-type="submit"><text class="words">send</text></button><button id="clear" form-type="reset"/>
      <button id="off" form-type="submit" disabled/><button id="plain"/>
    </form><button id="outside" form-type="submit"/>`,
    {
      submit: ({ detail, type }: { detail: object; type: string }) => heard.push([type, detail]),
      reset: ({ type }: { type: string }) => heard.push(type),
      typed() {},
    },
    { 'x-field': component({ behaviors: ['wx://form-field'] }) },
  )
  const value = { a: 'first', b: '', c: true, d: 3, e: '2', f: ['1'], g: 'own' }
  mini.page.tapOn('.words')
  mini.page.fireOn('input', 'input', { value: 'typed' })
  mini.page.fireOn('radio-group', 'change', { value: '1' })
  for (const id of ['#off', '#plain', '#outside', '#send', '#clear']) mini.page.tapOn(id)
  expect(heard).toEqual([
    ['submit', { value }],
    ['submit', { value: { ...value, a: 'typed', e: '1' } }],
    'reset',
  ])
})
