import { afterEach, expect, test, vi } from 'vitest'
import { watchNetwork } from './network-events.ts'

afterEach(() => vi.unstubAllGlobals())

test('tells of the network and of a page that is back, until it is ended', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' })
  const connection = new EventTarget()
  const window = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('navigator', { connection })
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window))
  vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window))
  const told = vi.fn()
  const end = watchNetwork(told)
  const events: [EventTarget, string][] = [
    [window, 'online'],
    [window, 'offline'],
    [window, 'pageshow'],
    [connection, 'change'],
  ]
  for (const [target, name] of events) target.dispatchEvent(new Event(name))
  expect(told).toHaveBeenCalledTimes(4)
  page.dispatchEvent(new Event('visibilitychange'))
  expect(told).toHaveBeenCalledTimes(4) // it was hidden
  page.visibilityState = 'visible'
  page.dispatchEvent(new Event('visibilitychange'))
  expect(told).toHaveBeenCalledTimes(5)
  end()
  for (const [target, name] of events) target.dispatchEvent(new Event(name))
  page.dispatchEvent(new Event('visibilitychange'))
  expect(told).toHaveBeenCalledTimes(5)
})

test('does without all of it, as in Node and in React Native', () => {
  expect(() => watchNetwork(() => {})()).not.toThrow()
})
