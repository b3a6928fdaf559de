/** `<include>` copies a file to its place: what it shows, and which `<wxs>` modules it has. */

import { expect, test } from 'vitest'
import { run, type Self } from '../../../test/page-fixture.ts'

const WORDS = { 'lib/words.wxs': 'module.exports = { loud: function (word) { return word + "!" } }' }

test('what is included sees the wxs modules of the file that includes it, and its data as it changes', async () => {
  const { text, set, errors, warnings } = await run(
    `<wxs src="../../lib/words.wxs" module="words"></wxs>
    <!-- <wxs module="none">no</wxs> -->
    <wxs module="own">exports.twice = function (word) { return word + word }</wxs>
    <wxs module="other" src="/lib/words.wxs"/>
    <include src="part"/><view wx:if="{{more}}"><include src="./part.wxml"/></view>`,
    { data: { word: 'a', more: false } },
    {
      'pages/a/part': { wxml: '<view>{{own.twice(word)}} {{words.loud(word)}} {{other.loud(word)}}</view>' },
    },
    {},
    WORDS,
  )
  expect(text()).toBe('aa a! a!')
  set({ word: 'b', more: true })
  expect(text()).toBe('bb b! b!\nbb b! b!')
  expect(errors).toEqual([])
  expect(warnings).toEqual([])
})

test('a module goes on through a file that includes another one, and a file keeps its own of the same name', async () => {
  const { text, errors } = await run(
    '<wxs module="m">exports.of = "page"</wxs><include src="outer"/>',
    {},
    {
      'pages/a/outer': { wxml: '<text>{{m.of}} </text><include src="inner"/><include src="own"/>' },
      'pages/a/inner': { wxml: '<text>{{m.of}} </text>' },
      'pages/a/own': { wxml: '<wxs module="m">exports.of = "own"</wxs><text>{{m.of}}</text>' },
    },
  )
  expect(text().split(/\s+/)).toEqual(['page', 'page', 'own'])
  expect(errors).toEqual([])
})

test('a module of an included file is not there outside of it, and data of its name is the data', async () => {
  const { text } = await run(
    '<include src="part"/><text>{{m.of}}</text>',
    { data: { m: { of: 'data' } } },
    { 'pages/a/part': { wxml: '<wxs module="m">exports.of = "part"</wxs><text>{{m.of}} </text>' } },
  )
  expect(text().split(/\s+/)).toEqual(['part', 'data'])
})

test('handlers and observers of a module get instances in an included file too', async () => {
  const { mini, errors } = await run(
    `<wxs module="m">
      module.exports = {
        tap: function (event, owner) { owner.callMethod("told", { id: event.instance.getDataset().id }); return false },
        seen: function (now, before, owner) { owner.callMethod("told", now) }
      }
    </wxs><view bind:tap="outside"><include src="part"/></view>`,
    {
      data: { n: 1, all: [] },
      told(this: { data: { all: unknown[] } }, one: unknown) {
        this.data.all.push(one)
      },
      outside(this: { data: { all: unknown[] } }) {
        this.data.all.push('outside')
      },
      own(this: { data: { all: unknown[] } }) {
        this.data.all.push('own')
      },
    },
    {
      'pages/a/part': {
        wxml: '<view id="x" data-id="7" bind:tap="{{m.tap}}" change:n="{{m.seen}}" n="{{n}}"/><view id="y" bind:tap="own"/>',
      },
    },
  )
  await Promise.resolve()
  mini.page.tapOn('#x')
  mini.page.tapOn('#y')
  expect(errors).toEqual([])
  expect(mini.page.data.all).toEqual([1, { id: '7' }, 'own', 'outside'])
})

test('in a wx:for what is included sees the item and the index as they change, those of the loops around it too', async () => {
  const { text, set, errors, warnings } = await run(
    `<wxs module="m">exports.loud = function (a) { return a + '!' }</wxs>
    <view wx:for="{{rows}}" wx:for-item="row" wx:key="id">
      <include src="part.wxml"/>
      <view wx:for-items="{{row.cells}}" wx:key="*this"><include src="cell"/></view>
    </view>`,
    {
      data: {
        title: 't',
        rows: [
          { id: 1, cells: ['a', 'b'] },
          { id: 2, cells: [] },
        ],
      },
    },
    {
      'pages/a/part': { wxml: '<view>{{title}}{{row.id}}-{{index}}</view>' },
      'pages/a/cell': { wxml: '<view>{{m.loud(item)}}{{index}} of {{row.id}}</view>' },
    },
  )
  expect(text()).toBe('t1-0\na!0 of 1\nb!1 of 1\nt2-1')
  set({ 'rows[0].cells[1]': 'c', 'rows[1].id': 3 })
  expect(text()).toBe('t1-0\na!0 of 1\nc!1 of 1\nt3-1')
  set({
    title: 'u',
    rows: [
      { id: 3, cells: ['z'] },
      { id: 1, cells: ['a'] },
    ],
  })
  expect(text()).toBe('u3-0\nz!0 of 3\nu1-1\na!0 of 1')
  expect(errors).toEqual([])
  expect(warnings).toEqual([])
})

test('a loop that includes a file is tapped with the item of its row; a file with a loop of its own has its own item', async () => {
  const { mini, text, errors } = await run(
    '<block wx:for="{{rows}}" wx:key="*this"><include src="row"/></block><include src="row"/>',
    {
      data: { rows: ['a', 'b'], item: 'data', last: '' },
      tap(this: Self, { currentTarget }: { currentTarget: { dataset: { item: string } } }) {
        this.setData({ last: currentTarget.dataset.item })
      },
    },
    {
      'pages/a/row': {
        wxml: '<button class="{{item}}" data-item="{{item}}" bindtap="tap">{{item}}</button><text wx:for="{{2}}" wx:key="*this">{{item}}</text>',
      },
    },
  )
  expect(text()).toBe('a\n0\n1\nb\n0\n1\ndata\n0\n1')
  mini.page.tapOn('.b')
  expect(mini.page.data.last).toBe('b')
  expect(errors).toEqual([])
})

test('an include may be a loop, or one way of an if, itself', async () => {
  const { text, set, errors, warnings } = await run(
    `<include wx:for="{{rows}}" wx:key="*this" src="row" />
    <block wx:for="{{rows}}" wx:for-item="row" wx:key="*this">
      <include wx:if="{{row === on}}" src="on"></include><include wx:else src="off"/>
    </block>`,
    { data: { rows: ['a', 'b'], on: 'b' } },
    {
      'pages/a/row': { wxml: '<view>{{item}}{{index}}</view>' },
      'pages/a/on': { wxml: '<view>{{row}} on</view>' },
      'pages/a/off': { wxml: '<view>{{row}} off</view>' },
    },
  )
  expect(text()).toBe('a0\nb1\na off\nb on')
  set({ on: 'a', rows: ['a', 'c'] })
  expect(text()).toBe('a0\nc1\na on\nc off')
  expect(errors).toEqual([])
  expect(warnings).toEqual([])
})
