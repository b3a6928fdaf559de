/** The call page of `@callgrant/ui` over a Taro H5 app, for every call that rings or is placed. */

import type { Call, Person } from '@callgrant/sdk/person'
import type { CallPageOptions } from '@callgrant/ui/show-call'

/** How the app may adapt its call pages. */
export type CallPages = Omit<CallPageOptions, 'call'>

/**
 * Shows the call page for each call of this person from now on: one page, on which the newest call takes the place of
 * one that is over, and calls that were missed are a list. The page's code is loaded at once, so that it is there when the
 * first call rings.
 *
 * @returns stops it; a page that is open stays until its call is over
 * @throws Error where there is no document: there the app draws the call itself, from `deviceCalls`
 */
export function showCallPages(person: Person, pages: CallPages = {}): () => void {
  if (typeof document === 'undefined') {
    throw new Error(
      'There is no document to show a call page in: draw the call yourself, from useDeviceCalls().',
    )
  }
  const show = async (call: Call | null) => {
    if (call === null) return
    const { isMissed, showCall } = await import('@callgrant/ui/show-call')
    // It may have ended while the code was loading.
    if (call.state !== 'ended' || isMissed(call)) await showCall({ ...pages, call })
  }
  // Where it cannot be loaded now, it is with the first call.
  void import('@callgrant/ui/show-call').then(({ loadCallPage }) => loadCallPage()).catch(() => {})
  void show(person.currentCall)
  return person.on('currentCall', (call) => void show(call))
}
