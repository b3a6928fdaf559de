/** The app's storage: values as JSON, at most 1 MB for a key and 10 MB in all. */

import type { WxHost } from '../types.ts'
import {
  type AsyncApi,
  type AsyncApiWith,
  asyncFunction,
  needString,
  Refused,
  syncFunction,
} from './async-api.ts'

/** The most bytes of one value, and of everything. */
const STORAGE_KEY_MAX = 1024 * 1024
const STORAGE_MAX = 10 * 1024 * 1024

interface StorageInfo {
  keys: string[]
  /** Kilobytes, rounded up. */
  currentSize: number
  /** Kilobytes. */
  limitSize: number
}

// `any` as in WeChat's declarations: the caller knows what was stored.
// biome-ignore-start lint/suspicious/noExplicitAny: see above
export interface StorageApi {
  /** @throws WxError when it is too large, or cannot be JSON */
  setStorageSync(key: string, data: unknown): void
  /** @returns an empty string when there is no such key */
  getStorageSync<T = any>(key: string): T
  removeStorageSync(key: string): void
  clearStorageSync(): void
  getStorageInfoSync(): StorageInfo
  setStorage: AsyncApiWith<{ key: string; data: any }, object>
  /** `fail`: `getStorage:fail data not found`. */
  getStorage: AsyncApiWith<{ key: string }, { data: any }>
  removeStorage: AsyncApiWith<{ key: string }, object>
  clearStorage: AsyncApi<object, object>
  getStorageInfo: AsyncApi<object, StorageInfo>
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above

export function storageApi({ platform }: WxHost): StorageApi {
  const store = platform.storage

  function set(key: string, data: unknown): void {
    const text = encode(data)
    const size = bytes(text)
    if (size > STORAGE_KEY_MAX) throw new Refused('exceed storage item max length: 1 MB for one key')
    const before = store.getItem(key)
    const others = total() - (before === null ? 0 : bytes(key) + bytes(before))
    if (others + bytes(key) + size > STORAGE_MAX) throw new Refused('exceed storage max size 10Mb')
    store.setItem(key, text)
  }
  function get(key: string): unknown {
    const text = store.getItem(key)
    return text === null ? undefined : decode(text)
  }
  function clear(): void {
    for (const key of store.keys()) store.removeItem(key)
  }
  function total(): number {
    return store.keys().reduce((sum, key) => sum + bytes(key) + bytes(store.getItem(key) ?? ''), 0)
  }
  const info = (): StorageInfo => ({
    keys: store.keys(),
    currentSize: Math.ceil(total() / 1024),
    limitSize: STORAGE_MAX / 1024,
  })
  const byKey = <T>(name: string, key: unknown, work: (key: string) => T): T =>
    syncFunction(name, () => {
      needString(key)
      return work(key)
    })

  return {
    setStorageSync: (key, data) => byKey('setStorageSync', key, (key) => set(key, data)),
    getStorageSync: <T>(key: string) => byKey('getStorageSync', key, (key) => (get(key) ?? '') as T),
    removeStorageSync: (key) => byKey('removeStorageSync', key, (key) => store.removeItem(key)),
    clearStorageSync: clear,
    getStorageInfoSync: info,
    setStorage: asyncFunction(
      'setStorage',
      ({ key, data }: { key: string; data: unknown }) => {
        set(key, data)
        return {}
      },
      (check) => check.needs('key', 'String'),
    ),
    getStorage: asyncFunction(
      'getStorage',
      ({ key }: { key: string }) => {
        if (store.getItem(key) === null) throw new Refused('data not found')
        return { data: get(key) }
      },
      (check) => check.needs('key', 'String'),
    ),
    removeStorage: asyncFunction(
      'removeStorage',
      ({ key }: { key: string }) => {
        store.removeItem(key)
        return {}
      },
      (check) => check.needs('key', 'String'),
    ),
    clearStorage: asyncFunction('clearStorage', () => {
      clear()
      return {}
    }),
    getStorageInfo: asyncFunction('getStorageInfo', info),
  }
}

/** As JSON; `undefined` and dates, which JSON has not, are marked so that they can be read again. */
function encode(data: unknown): string {
  if (data instanceof Date) return JSON.stringify({ date: data.getTime() })
  const text = JSON.stringify({ data })
  if (typeof data === 'function' || typeof data === 'symbol')
    throw new Refused(`a ${typeof data} cannot be stored`)
  return text
}

function decode(text: string): unknown {
  const { data, date } = JSON.parse(text) as { data?: unknown; date?: number }
  return date === undefined ? data : new Date(date)
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
