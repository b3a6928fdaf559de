import type { Backend, Operator } from '@callgrant/sdk/backend'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { usePreferences } from '../preferences/preferences-provider.tsx'
import { consoleBackend, consoleOperator } from './clients.ts'
import type { Role, SignedIn } from './session.ts'

interface ConsoleValue {
  session: SignedIn
  /** The app that is looked at. */
  appid: string
  backend: Backend
  operator: Operator
}

const Context = createContext<ConsoleValue | null>(null)

/** Who is signed in, and the clients that ask in their name about one app. */
export function ConsoleProvider(props: { session: SignedIn; appid: string; children: ReactNode }) {
  const { session, appid, children } = props
  const { language } = usePreferences()
  const value = useMemo(() => {
    const backend = consoleBackend(appid, session.csrf, language)
    return { session, appid, backend, operator: consoleOperator(session.csrf, language) }
  }, [session, appid, language])
  return <Context value={value}>{children}</Context>
}

export function useConsole(): ConsoleValue {
  const value = use(Context)
  if (!value) throw new Error('useConsole() is used outside of <ConsoleProvider>')
  return value
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, owner: 2 }

/** Whether who is signed in may do what this role may. */
export function useMay(role: Role): boolean {
  return RANK[useConsole().session.role] >= RANK[role]
}
