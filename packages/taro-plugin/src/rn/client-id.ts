/** The client's own id (C15), which lasts as long as the app runs. React Native has neither storage nor `crypto`. */

/** What the SDK keeps the id in. It names a client to its own person's session only, so it need not be secret. */
export function idForThisRun(): { getItem(): string; setItem(): void } {
  const part = () => Math.random().toString(36).slice(2).padEnd(11, '0')
  const id = `rn-${part()}${part()}`
  return { getItem: () => id, setItem() {} }
}
