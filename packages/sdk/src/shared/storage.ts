/** Storage of keys and texts: in memory, or one app's part of the browser's. */

export interface KeyValue {
  /** @returns null for a key that is not there */
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  /** Every key of this app. */
  keys(): string[]
}

/** Lasts as long as the process. */
export function memoryStorage(): KeyValue {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  }
}

/**
 * A part of `localStorage` or `sessionStorage`, apart from what others of the same origin keep there.
 * @param storage asked at each access: a browser that allows no storage throws then
 * @param prefix put before every key
 */
export function storageWithPrefix(storage: () => Storage, prefix: string): KeyValue {
  return {
    getItem: (key) => storage().getItem(prefix + key),
    setItem: (key, value) => storage().setItem(prefix + key, value),
    removeItem: (key) => storage().removeItem(prefix + key),
    keys: () =>
      Object.keys(storage())
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  }
}
