/** The SDK's call page over a Taro H5 app, for every call that rings or is placed. */

import type { Person } from '@callgrant/sdk/person'
import type { CallPageOptions } from '@callgrant/sdk/ui'

/** What the app may say about its call pages. */
export type CallPages = Omit<CallPageOptions, 'call'>

/**
 * Shows the call page for each call of this person from now on. The page's code is loaded with the first call.
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
  const show = async () => {
    const call = person.currentCall
    if (call === null) return
    const { showCall } = await import('@callgrant/sdk/ui')
    // It may have ended while the code was on its way.
    if (call.state !== 'ended') await showCall({ ...pages, call })
  }
  void show()
  return person.on('currentCall', (call) => {
    if (call !== null) void show()
  })
}
