import { createContext, type ReactNode, use, useLayoutEffect, useMemo, useState } from 'react'
import { applyPreferences, keepPreferences, type Preferences, readPreferences } from './preferences.ts'

interface WithPreferences extends Preferences {
  change(to: Partial<Preferences>): void
}

const Context = createContext<WithPreferences | null>(null)

/** Language and theme for all that is within. */
export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [preferences, setPreferences] = useState(readPreferences)
  useLayoutEffect(() => applyPreferences(preferences), [preferences])
  const value = useMemo(
    () => ({
      ...preferences,
      change(to: Partial<Preferences>) {
        const changed = { ...preferences, ...to }
        keepPreferences(changed)
        setPreferences(changed)
      },
    }),
    [preferences],
  )
  return <Context value={value}>{children}</Context>
}

export function usePreferences(): WithPreferences {
  const value = use(Context)
  if (!value) throw new Error('usePreferences() is used outside of <PreferencesProvider>')
  return value
}
