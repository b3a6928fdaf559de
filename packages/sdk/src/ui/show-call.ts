/** Shows the call page over the app. Its code is loaded when it is first needed. */

import type { Call } from '../calling/types.ts'

export interface CallPageOptions {
  call: Call
  /** Default: the page's. */
  language?: 'en' | 'zh'
  /** The app’s own name for the other side. Default: the one that came with the call (A9, C5). */
  name?: string
  /** A button of the app's own, shown while both talk. */
  button?: { text: string; onPress: (call: Call) => void }
}

/**
 * Shows one call, incoming or placed, until it has ended and the person closes the page.
 *
 * @example person.onIncomingCall(call => void showCall({ call }))
 */
export async function showCall(options: CallPageOptions): Promise<void> {
  const { CallgrantCall } = await import('./call.ts')
  const element = new CallgrantCall()
  element.call = options.call
  if (options.name) element.name = options.name
  if (options.language) element.language = options.language
  if (options.button) {
    const { text, onPress } = options.button
    element.buttonText = text
    element.addEventListener('custom-button', () => onPress(options.call))
  }
  return new Promise((resolve) => {
    element.addEventListener('close', () => {
      element.remove()
      resolve()
    })
    document.body.append(element)
  })
}
