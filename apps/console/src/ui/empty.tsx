import type { ReactNode } from 'react'

/** There is nothing, and what would be here. */
export function Empty({ children }: { children: ReactNode }) {
  return <p className="rounded-lg bg-sunk px-4 py-6 text-center text-quiet">{children}</p>
}
