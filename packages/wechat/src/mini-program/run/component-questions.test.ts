/** What pages and components ask of themselves: their behaviors and their nodes. */

import { expect, test } from 'vitest'
import { component, run, type Self } from '../../../test/page-fixture.ts'

test('a query answers when what was set in the same turn is drawn, with computed styles', async () => {
  const { mini } = await run('<view wx:if="{{on}}" class="late"/>', {
    data: { on: false },
    ask(this: Self) {
      const query = (this.createSelectorQuery as () => Query)()
      return new Promise((found) => {
        query.select('.late').fields({ size: true, computedStyle: ['width', 'color'] })
        query.exec(found)
        this.setData({ on: true })
      })
    },
  })
  expect(await mini.page.call('ask')).toEqual([{ width: '0px', height: 0, color: '' }])
})
interface Query {
  select(selector: string): { fields(fields: object): void }
  exec(done: (found: unknown) => void): void
}

test('a query that is asked in an observer finds what promises of the same turn still set', async () => {
  const { mini } = await run(
    '<x-one id="one" content="a"/>',
    {},
    {
      'x-one': component(
        {
          properties: { content: String },
          data: { width: '', found: null },
          observers: {
            content(this: Self) {
              this.answer = new Promise((found) => {
                const query = (this.createSelectorQuery as () => Query)()
                query.select('.late').fields({ size: true })
                query.exec(found)
              })
              // As `computed` of component libraries does: after several promises.
              let later = Promise.resolve()
              for (let i = 0; i < 5; i++) later = later.then(() => {})
              void later.then(() => this.setData({ name: 'late' }))
            },
          },
        },
        '<view class="{{name}}"/>',
      ),
    },
  )
  const one = mini.page.call('selectComponent', '#one') as { answer: Promise<unknown> }
  expect(await one.answer).toEqual([{ width: 0, height: 0 }])
})

test.each<[string, unknown]>([
  ['a name', 'text'],
  ['a name of WeChat’s own', 'wx://form-field'],
  ['nothing', undefined],
  ['null', null],
  ['a number', 1],
  ['what was given to Behavior', { methods: {} }],
])('hasBehavior of %s is false', async (_, wrong) => {
  const { mini, errors } = await run('', {
    ask(this: Self) {
      return (this.hasBehavior as (one: unknown) => boolean)(wrong)
    },
  })
  expect(mini.page.call('ask')).toBe(false)
  expect(errors).toEqual([])
})

test('hasBehavior knows the behaviors of a component, those of its behaviors too, and no others', async () => {
  const { text } = await run(
    '<x-one/>',
    {},
    {
      'x-one': {
        json: { component: true },
        wxml: '{{has}}',
        script({ Behavior, Component }) {
          const inner = Behavior({})
          const outer = Behavior({ behaviors: [inner] })
          const other = Behavior({})
          Component({
            behaviors: [outer],
            attached(this: Self) {
              this.setData({ has: [inner, outer, other].map(this.hasBehavior as () => boolean, this) })
            },
          })
        },
      },
    },
  )
  expect(text()).toBe('true,true,false')
})
