import { useSyncExternalStore } from 'react'

const query = matchMedia('(prefers-color-scheme: dark)')

/** Whether the system is dark: for what is drawn in colours that were read once. */
export function useDark(): boolean {
  return useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => query.matches,
  )
}
