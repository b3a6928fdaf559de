import { CallgrantError } from '@callgrant/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { partCheck } from './part-check.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('asks the store once for all who ask at the same time, and again half a second later', async () => {
  const ping = vi.fn(async () => {})
  const check = partCheck(ping)
  await Promise.all(Array.from({ length: 100 }, check))
  expect(ping).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(500)
  await check()
  expect(ping).toHaveBeenCalledTimes(2)
})

test('says at once what the store refuses', async () => {
  const check = partCheck(() => Promise.reject(new CallgrantError('unavailable')))
  await expect(check()).rejects.toMatchObject({ code: 'unavailable' })
})

test('a busy store is there for 15 s after its last answer, and each answer comes within 2 s', async () => {
  let busy = false
  const ping = vi.fn(() => (busy ? new Promise<void>(() => {}) : Promise.resolve()))
  const check = partCheck(ping)
  await check()
  busy = true
  vi.advanceTimersByTime(10_000)
  const still = check()
  await vi.advanceTimersByTimeAsync(2_000)
  await still
  vi.advanceTimersByTime(5_000)
  const away = expect(check()).rejects.toMatchObject({ code: 'unavailable' })
  await vi.advanceTimersByTimeAsync(2_000)
  await away
  // It is not asked again while it still has not answered.
  expect(ping).toHaveBeenCalledTimes(2)
})

test('never answered, it is away', async () => {
  const check = partCheck(() => new Promise<void>(() => {}))
  const away = expect(check()).rejects.toMatchObject({ code: 'unavailable' })
  await vi.advanceTimersByTimeAsync(2_000)
  await away
})
