import { expect, it } from 'vitest'
import { only } from './search.ts'

it('takes the names that a page knows, as texts', () => {
  expect(only('q', 'sn', 'online')({ q: 'ali', sn: 17, online: true, other: 'x' })).toEqual({
    q: 'ali',
    sn: '17',
    online: 'true',
  })
})

it('takes neither what is empty nor what is no text', () => {
  expect(only('q', 'sn')({ q: '', sn: { a: 1 } })).toEqual({})
})
