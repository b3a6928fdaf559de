/** Storage that packages share. */

import { expect, test } from 'vitest'
import { memoryStorage, storageWithPrefix } from './storage.ts'

/** What the browser has: its keys are its own properties. */
function browserStorage(values: Record<string, string>): Storage {
  return Object.assign(
    Object.create({
      getItem: (key: string) => values[key] ?? null,
      setItem(key: string, value: string) {
        storage[key] = value
        values[key] = value
      },
      removeItem(key: string) {
        delete storage[key]
        delete values[key]
      },
    }) as Storage,
    values,
  )
}
let storage: Storage

test.each([
  ['in memory', () => memoryStorage()],
  ['of the browser', () => storageWithPrefix(() => storage, 'mine.')],
])('storage %s gives back what it was given, until it is removed', (_, make) => {
  storage = browserStorage({ 'other.a': 'theirs' })
  const own = make()
  expect(own.getItem('a')).toBeNull()
  own.setItem('a', '1')
  own.setItem('b', '')
  expect([own.getItem('a'), own.getItem('b')]).toEqual(['1', ''])
  expect(own.keys()).toEqual(['a', 'b'])
  own.removeItem('a')
  expect(own.getItem('a')).toBeNull()
  expect(own.keys()).toEqual(['b'])
  expect(storage.getItem('other.a')).toBe('theirs')
})
