/** `cloud.database()` against what WeChat's pages say: queries, commands, updates, limits, and what is refused. */

import { beforeEach, describe, expect, test } from 'vitest'
import { createCloud } from '../create-cloud.ts'
import { createWx } from '../create-wx.ts'
import { createDatabase, type Database } from './database.ts'
import { memoryDatabase } from './shared.ts'
import type { CloudDatabase } from './types.ts'

const NOW = 1_700_000_000_000
let data: CloudDatabase
let db: Database
let page: Database
beforeEach(() => {
  data = memoryDatabase(() => NOW)
  db = createDatabase({ data })
  page = createDatabase({ data, openid: async () => 'ann' })
})
const _ = createDatabase({ data: memoryDatabase() }).command

describe('finds', () => {
  const DOCS = [
    { _id: 'a', n: 1, name: 'Ann', tags: ['x', 'y'], at: new Date(1000), in: { deep: { v: 1 } } },
    { _id: 'b', n: 5, name: 'bob', tags: ['y'], at: new Date(2000), in: { deep: { v: 2 }, more: true } },
    {
      _id: 'c',
      n: 9,
      name: 'Cid',
      tags: [],
      rows: [
        { k: 1, w: 1 },
        { k: 2, w: 5 },
      ],
      gone: null,
    },
  ]
  beforeEach(async () => {
    for (const doc of DOCS) await db.collection('all').add({ data: doc })
  })
  const found = async (where: object) =>
    (await db.collection('all').where(where).get()).data.map(({ _id }) => _id).join('')

  test.each<[string, object]>([
    ['a', { n: 1 }],
    ['', { n: '1' }],
    ['b', { n: _.eq(5) }],
    ['ac', { n: _.neq(5) }],
    ['abc', { none: _.neq(5) }],
    ['bc', { n: _.gt(1) }],
    ['bc', { n: _.gte(5) }],
    ['a', { n: _.lt(5) }],
    ['ab', { n: _.lte(5) }],
    ['', { n: _.gt('1') }],
    ['ac', { n: _.in([1, 9, 3]) }],
    ['b', { n: _.nin([1, 9]) }],
    ['b', { n: _.gt(1).and(_.lt(9)) }],
    ['b', { n: _.and(_.gt(1), _.lt(9)) }],
    ['b', { n: _.and([_.gt(1), _.lt(9)]) }],
    ['b', { n: _.gt(1).lt(9) }],
    ['ac', { n: _.lt(2).or(_.gt(8)) }],
    ['ac', { n: _.or(_.eq(1), _.eq(9)) }],
    ['ac', { n: _.or([1, 9]) }],
    ['bc', { n: _.not(_.eq(1)) }],
    ['b', { n: _.nor([_.eq(1), _.eq(9)]) }],
    ['ab', _.or([{ n: 1 }, { name: 'bob' }])],
    ['b', _.and({ n: _.gt(1) }, { name: 'bob' })],
    ['c', _.nor([{ n: 1 }, { n: 5 }])],
    ['ab', { in: _.exists(true) }],
    ['c', { in: _.exists(false) }],
    ['abc', { gone: null }],
    ['ab', { gone: _.exists(false) }],
    ['b', { n: _.mod(4, 1).and(_.neq(1)).and(_.neq(9)) }],
    ['ab', { tags: 'y' }],
    ['a', { tags: ['x', 'y'] }],
    ['a', { tags: _.all(['y', 'x']) }],
    ['b', { tags: _.size(1) }],
    ['a', { 'tags.0': 'x' }],
    ['a', { in: { deep: { v: 1 } } }],
    ['b', { 'in.deep.v': _.gt(1) }],
    ['a', { in: _.eq({ deep: { v: 1 } }) }],
    ['', { in: _.eq({ deep: { v: 2 } }) }],
    ['c', { 'rows.k': 2 }],
    ['c', { rows: _.elemMatch({ k: 2, w: _.gt(3) }) }],
    ['', { rows: _.elemMatch({ k: 1, w: _.gt(3) }) }],
    ['b', { at: new Date(2000) }],
    ['b', { at: _.gt(new Date(1500)) }],
    ['a', { name: /^a/i }],
    ['ac', { name: /^[AC]/ }],
    ['abc', {}],
  ])('%s by %o', async (ids, where) => {
    expect(await found(where)).toBe(ids)
  })

  test('by db.RegExp, with new and without', async () => {
    expect(await found({ name: db.RegExp({ regexp: '^b', options: 'i' }) })).toBe('b')
    const Made = db.RegExp as unknown as new (option: { regexp: string }) => object
    expect(await found({ name: new Made({ regexp: 'n$' }) })).toBe('a')
  })

  test('sorted, a part of them, with some of their fields, and how many', async () => {
    const all = db.collection('all')
    const ids = async (query: { get(): Promise<{ data: { _id?: string }[] }> }) =>
      (await query.get()).data.map(({ _id }) => _id)
    expect(await ids(all.orderBy('n', 'desc'))).toEqual(['c', 'b', 'a'])
    expect(await ids(all.orderBy('in.more', 'asc').orderBy('n', 'desc'))).toEqual(['c', 'a', 'b'])
    expect(await ids(all.orderBy('n', 'asc').skip(1).limit(1))).toEqual(['b'])
    expect(await ids(all.where({ n: _.gt(1) }).where({ name: 'bob' }))).toEqual(['b'])
    expect((await all.where({ n: 5 }).field({ name: true, 'in.deep': true }).get()).data).toEqual([
      { _id: 'b', name: 'bob', in: { deep: { v: 2 } } },
    ])
    expect((await all.doc('a').field({ _id: false, name: 1 }).get()).data).toEqual({ name: 'Ann' })
    expect(Object.keys((await all.doc('a').field({ tags: false, in: false }).get()).data)).toEqual([
      '_id',
      'n',
      'name',
      'at',
    ])
    expect(await all.where({ tags: 'y' }).count()).toEqual({ total: 2, errMsg: 'collection.count:ok' })
  })
})

describe('changes', () => {
  const after = async (before: object, change: object) => {
    await db
      .collection('one')
      .doc('d')
      .set({ data: before as never })
    const { stats } = await db
      .collection('one')
      .doc('d')
      .update({ data: change as never })
    expect(stats).toEqual({ updated: 1 })
    const { _id, ...rest } = (await db.collection('one').doc('d').get()).data
    return rest
  }
  test.each<[string, object, object, object]>([
    ['fields', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
    ['fields within, and leaves the others', { a: { x: 1, y: 2 } }, { a: { x: 9 } }, { a: { x: 9, y: 2 } }],
    ['paths', { a: { x: 1 } }, { 'a.y': 2, 'b.c': 3 }, { a: { x: 1, y: 2 }, b: { c: 3 } }],
    ['set: the whole object', { a: { x: 1 } }, { a: _.set({ y: 2 }) }, { a: { y: 2 } }],
    ['a list, as a whole', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['an item', { a: [1, 2] }, { 'a.1': 9 }, { a: [1, 9] }],
    ['remove', { a: 1, b: 2 }, { a: _.remove() }, { b: 2 }],
    [
      'inc, mul, min, max',
      { a: 1, b: 2, c: 5, d: 5 },
      { a: _.inc(2), b: _.mul(4), c: _.min(3), d: _.max(3), e: _.inc(1) },
      { a: 3, b: 8, c: 3, d: 5, e: 1 },
    ],
    ['rename', { a: 1 }, { a: _.rename('b') }, { b: 1 }],
    [
      'push: one, several, a list',
      { a: [1], b: [1], c: [] },
      { a: _.push(2), b: _.push(2, 3), c: _.push([1, 2]) },
      { a: [1, 2], b: [1, 2, 3], c: [1, 2] },
    ],
    ['push in order', { a: [5, 1] }, { a: _.push({ each: [3], sort: 1, slice: 2 }) }, { a: [1, 3] }],
    ['push at a place', { a: [1, 4] }, { a: _.push({ each: [2, 3], position: 1 }) }, { a: [1, 2, 3, 4] }],
    [
      'unshift, pop, shift',
      { a: [1], b: [1, 2], c: [1, 2] },
      { a: _.unshift(0), b: _.pop(), c: _.shift() },
      { a: [0, 1], b: [1], c: [2] },
    ],
    [
      'addToSet',
      { a: [1], b: [1] },
      { a: _.addToSet(1), b: _.addToSet({ each: [1, 2] }) },
      { a: [1], b: [1, 2] },
    ],
    [
      'pull',
      { a: [1, 2, 3, 2], b: [1, 5, 9], c: [{ k: 1 }, { k: 2 }] },
      { a: _.pull(2), b: _.pull(_.gt(4)), c: _.pull({ k: 1 }) },
      { a: [1, 3], b: [1], c: [{ k: 2 }] },
    ],
    ['pullAll', { a: [1, 2, 3] }, { a: _.pullAll([1, 3]) }, { a: [2] }],
    ['a list where there was none', {}, { a: _.push(1) }, { a: [1] }],
  ])('%s', async (_name, before, change, result) => {
    expect(await after(before, change)).toEqual(result)
  })

  test('serverDate, also within, and in add', async () => {
    expect(await after({}, { at: db.serverDate(), in: { later: db.serverDate({ offset: 500 }) } })).toEqual({
      at: new Date(NOW),
      in: { later: new Date(NOW + 500) },
    })
    const { _id } = await db
      .collection('one')
      .add({ data: { at: db.serverDate(), list: [{ at: db.serverDate() }] } })
    expect((await db.collection('one').doc(_id).get()).data).toMatchObject({
      at: new Date(NOW),
      list: [{ at: new Date(NOW) }],
    })
  })

  test('all that fit, or one; tells how many', async () => {
    const all = db.collection('all')
    for (const n of [1, 2, 3]) await all.add({ data: { n } })
    expect(await all.where({ n: _.gt(1) }).update({ data: { seen: true } })).toEqual({
      stats: { updated: 2 },
      errMsg: 'collection.update:ok',
    })
    expect(await all.where({ seen: true }).remove()).toEqual({
      stats: { removed: 2 },
      errMsg: 'collection.remove:ok',
    })
    expect((await all.doc('none').update({ data: { n: 1 } })).stats.updated).toBe(0)
    expect(await all.doc('none').remove()).toEqual({ stats: { removed: 0 }, errMsg: 'document.remove:ok' })
    expect(await all.doc('new').set({ data: { n: 1 } })).toEqual({
      _id: 'new',
      stats: { updated: 0, created: 1 },
      errMsg: 'document.set:ok',
    })
    expect((await all.doc('new').set({ data: { m: 1 } })).stats).toEqual({ updated: 1, created: 0 })
    expect((await all.doc('new').get()).data).toEqual({ _id: 'new', m: 1 })
  })

  test('what is stored and what is read are copies', async () => {
    const data = { list: [1] }
    const { _id } = await db.collection('one').add({ data })
    data.list.push(2)
    const first = (await db.collection('one').doc(_id).get()).data
    first.list.push(3)
    expect((await db.collection('one').doc(_id).get()).data.list).toEqual([1])
  })
})

test('add gives an id of 32 characters, and a page’s documents its person', async () => {
  const { _id, errMsg } = await page.collection('c').add({ data: { a: 1, none: undefined } })
  expect([_id, errMsg]).toEqual([expect.stringMatching(/^[\da-f]{32}$/), 'collection.add:ok'])
  expect((await db.collection('c').doc(_id).get()).data).toEqual({ _id, _openid: 'ann', a: 1 })
  await db
    .collection('c')
    .doc(_id)
    .set({ data: { b: 1 } })
  expect((await page.collection('c').where({ _openid: 'ann' }).get()).data).toEqual([
    { _id, _openid: 'ann', b: 1 },
  ])
  const own = await db.collection('c').add({ data: { _id: 7, _openid: 'bob' } })
  expect((await db.collection('c').doc(own._id).get()).data).toEqual({ _id: 7, _openid: 'bob' })
})

test('gives a page at most 20, a cloud function 100 and, when it asks, 1000', async () => {
  for (let n = 0; n < 120; n++) await db.collection('many').add({ data: { n } })
  const count = async (query: { get(): Promise<{ data: unknown[] }> }) => (await query.get()).data.length
  expect(await count(page.collection('many'))).toBe(20)
  expect(await count(page.collection('many').limit(50))).toBe(20)
  expect(await count(db.collection('many'))).toBe(100)
  expect(await count(db.collection('many').limit(500))).toBe(120)
})

test('answers by callbacks, and then returns nothing', async () => {
  const told: unknown[] = []
  await new Promise<void>((done) => {
    const returned = page
      .collection('c')
      .get({ success: (result) => told.push(result), complete: () => done() })
    expect(returned).toBeUndefined()
  })
  await new Promise<void>((done) => {
    page
      .collection('c')
      .doc('none')
      .get({ fail: (failure) => told.push(failure), complete: () => done() })
  })
  expect(told).toEqual([
    { data: [], errMsg: 'collection.get:ok' },
    { errMsg: 'document.get:fail document with _id none does not exist', errCode: -1 },
  ])
})

describe('refuses', () => {
  const c = () => page.collection('c')
  test.each<[string, () => Promise<unknown>, object]>([
    [
      'an _id that is there',
      () =>
        c()
          .add({ data: { _id: 'x' } })
          .then(() => c().add({ data: { _id: 'x' } })),
      {
        errCode: -502001,
        errMsg: expect.stringMatching(/^collection\.add:fail -502001 database request fail .*E11000/),
      },
    ],
    [
      'a page that names the person',
      () => c().add({ data: { _openid: 'bob' } }),
      { errCode: -501007, errMsg: expect.stringContaining('Invalid Key Name: _openid') },
    ],
    [
      'a change of _id',
      () =>
        c()
          .doc('x')
          .update({ data: { _id: 'y' } }),
      { errCode: -501007 },
    ],
    [
      'no data',
      () => c().add({} as never),
      {
        errMsg: 'collection.add:fail parameter error: parameter.data should be Object instead of Undefined;',
      },
    ],
    [
      'a command that is no condition',
      () =>
        c()
          .add({ data: { a: 1 } })
          .then(() =>
            c()
              .where({ a: _.inc(1) })
              .get(),
          ),
      { errCode: -501007 },
    ],
    [
      'a push into a number',
      () =>
        c()
          .doc('p')
          .set({ data: { a: 1 } })
          .then(() =>
            c()
              .doc('p')
              .update({ data: { a: _.push(1) } }),
          ),
      { errCode: -502001, errMsg: expect.stringContaining('must be an array') },
    ],
    [
      'an inc of a text',
      () =>
        c()
          .doc('p')
          .set({ data: { a: 'x' } })
          .then(() =>
            c()
              .doc('p')
              .update({ data: { a: _.inc(1) } }),
          ),
      { errCode: -502001 },
    ],
    [
      'a collection that is there',
      () => db.createCollection('c').then(() => db.createCollection('c')),
      { errCode: -501001 },
    ],
  ])('%s', async (_name, act, failure) => {
    await expect(act()).rejects.toMatchObject(failure)
  })

  test('and changes nothing when one of several cannot be changed', async () => {
    await c().add({ data: { _id: 1, a: 1 } })
    await c().add({ data: { _id: 2, a: 'x' } })
    await expect(
      c()
        .where({})
        .update({ data: { a: _.inc(1) } }),
    ).rejects.toMatchObject({ errCode: -502001 })
    expect((await c().doc(1).get()).data.a).toBe(1)
  })
})

test('wx.cloud.database() and that of a cloud function are the same data, after init', async () => {
  const app = { server: 'http://127.0.0.1:9', appid: `wx-${crypto.randomUUID()}` }
  const { wx } = createWx({ ...app, session: `x.${btoa('{"sub":"ann"}')}.y` })
  await expect(wx.cloud.database().collection('c').get()).rejects.toMatchObject({
    errMsg: `collection.get:fail Cloud API isn't enabled, please call wx.cloud.init first`,
  })
  wx.cloud.init()
  const { _id } = await wx.cloud
    .database({ env: 'x' })
    .collection('c')
    .add({ data: { a: 1 } })
  const cloud = createCloud({ ...app, secret: 's' })
  expect((await cloud.database().collection('c').doc(_id).get()).data).toEqual({ _id, _openid: 'ann', a: 1 })
  const lenient = cloud.database({ throwOnNotFound: false })
  expect((await lenient.collection('c').doc('none').get()).data).toBeNull()
  await expect(cloud.database().collection('c').doc('none').get()).rejects.toMatchObject({ errCode: -1 })
  const other = createCloud({ ...app, appid: 'another', secret: 's' })
  expect((await other.database().collection('c').count()).total).toBe(0)
})
