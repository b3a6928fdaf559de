/** Device calls for React: `useDeviceCalls()` and `<DeviceCallPage />`. */

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { getPerson } from '../main.ts'
import { type CallPages, showCallPages } from './call-pages.ts'
import { type DeviceCallActs, type DeviceCallsState, deviceCalls } from './device-calls.ts'

/** The state to show, and the functions that change it. */
export type UseDeviceCalls = DeviceCallsState & DeviceCallActs

/**
 * Signs the person in to receive calls while the component is mounted, and renders again whenever a call changes.
 * A failed sign-in is retried automatically; `connection` has its state.
 *
 * @example
 * const { stage, peerName, answer, hangUp } = useDeviceCalls()
 * if (stage === 'incoming') return <Ring name={peerName} onAnswer={answer} onDecline={hangUp} />
 */
export function useDeviceCalls(): UseDeviceCalls {
  const calls = useMemo(() => deviceCalls(getPerson()), [])
  const state = useSyncExternalStore(
    calls.subscribe,
    () => calls.state,
    () => calls.state,
  )
  return { ...state, ...calls.acts }
}

/**
 * Shows the call page over the app whenever a device rings or is called. Put it once into `src/app`; it renders
 * nothing in its own place. H5 and harmony-hybrid only.
 */
export function DeviceCallPage({ language, name, button }: CallPages): null {
  useDeviceCalls()
  // biome-ignore lint/correctness/useExhaustiveDependencies: props that change later take effect at the next mount
  useEffect(() => {
    return showCallPages(getPerson(), {
      ...(language && { language }),
      ...(name && { name }),
      ...(button && { button }),
    })
  }, [])
  return null
}
