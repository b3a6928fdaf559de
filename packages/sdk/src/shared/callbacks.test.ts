/** The rule of authorization.md about callbacks and the promise beside them. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { afterEach, expect, test, vi } from 'vitest'
import { withCallbacks } from './callbacks.ts'

const ok = async () => ({ errMsg: 'x:ok' })
const refused = async (): Promise<{ errMsg: string }> => {
  throw new CallgrantError('already_authorized')
}
const FAILURE = { errCode: 10001, errMsg: 'x:fail The sn has been subscribed' }

/** What the platform reported as uncaught, instead of ending the test run. */
function uncaught(): unknown[] {
  const seen: unknown[] = []
  const others = {
    error: process.listeners('uncaughtException'),
    rejection: process.listeners('unhandledRejection'),
  }
  for (const name of ['uncaughtException', 'unhandledRejection'] as const) {
    process.removeAllListeners(name)
    process.on(name, (reason: unknown) => seen.push(reason))
  }
  restore = () => {
    process.removeAllListeners('uncaughtException')
    process.removeAllListeners('unhandledRejection')
    for (const listener of others.error) process.on('uncaughtException', listener)
    for (const listener of others.rejection) process.on('unhandledRejection', listener)
  }
  return seen
}
let restore = () => {}
afterEach(() => {
  restore()
  restore = () => {}
})
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('calls success, then complete, each once with one object, and then resolves to it', async () => {
  const order: string[] = []
  const promise = withCallbacks(
    'x',
    {
      success: (result) => order.push(`success ${result.errMsg}`),
      fail: () => order.push('fail'),
      complete: (result) => order.push(`complete ${result.errMsg}`),
    },
    ok,
  )
  expect(await promise.then((result) => [...order, result.errMsg])).toEqual([
    'success x:ok',
    'complete x:ok',
    'x:ok',
  ])
})

test('calls fail, then complete, with one object, and rejects with an Error of the same fields', async () => {
  const [success, fail, complete] = [vi.fn(), vi.fn(), vi.fn()]
  const error = await withCallbacks('x', { success, fail, complete }, refused).catch((reason) => reason)
  expect(success).not.toHaveBeenCalled()
  expect(fail.mock.calls).toEqual([[FAILURE]])
  expect(complete.mock.calls[0]?.[0]).toBe(fail.mock.calls[0]?.[0])
  expect(fail.mock.invocationCallOrder[0]).toBeLessThan(complete.mock.invocationCallOrder[0] ?? 0)
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject(FAILURE)
  expect(error.cause).toBeInstanceOf(CallgrantError)
})

test('goes on after a callback that throws, and reports what it threw', async () => {
  const seen = uncaught()
  const complete = vi.fn()
  const broken = () => {
    throw new Error('the app’s own fault')
  }
  expect(await withCallbacks('x', { success: broken, complete }, ok)).toEqual({ errMsg: 'x:ok' })
  expect(complete).toHaveBeenCalledOnce()
  await settled()
  expect(seen).toMatchObject([{ message: 'the app’s own fault' }])
})

test.each([['fail'], ['complete']])('raises no unhandled rejection when %s was told', async (name) => {
  const seen = uncaught()
  withCallbacks('x', { [name]: () => {} }, refused)
  await settled()
  expect(seen).toEqual([])
})

test('raises an unhandled rejection when nobody was told', async () => {
  const seen = uncaught()
  withCallbacks('x', {}, refused)
  await settled()
  expect(seen).toMatchObject([FAILURE])
})

test('takes no notice of callbacks that are no functions', async () => {
  expect(await withCallbacks('x', { success: 'yes' } as never, ok)).toEqual({ errMsg: 'x:ok' })
})
