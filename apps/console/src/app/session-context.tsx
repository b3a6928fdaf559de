import { createContext, use } from 'react'
import type { SignedIn } from '../api/session.ts'

const Context = createContext<SignedIn | null>(null)

export const SessionProvider = Context

/** Who is signed in. */
export function useSession(): SignedIn {
  const session = use(Context)
  if (!session) throw new Error('useSession() is used by somebody who is not signed in')
  return session
}
