/** The client's id (C15), kept until the app ends. React Native has neither Web Storage nor `crypto`. */

/** Storage of the id for the SDK. The id only distinguishes clients of one person, so it need not be secret. */
export function idForThisRun(): { getItem(): string; setItem(): void } {
  const part = () => Math.random().toString(36).slice(2).padEnd(11, '0')
  const id = `rn-${part()}${part()}`
  return { getItem: () => id, setItem() {} }
}
