/** Shows the settings page over the app. Its code is loaded when it is first needed. */

import type { SettingsSource } from './settings-source.ts'

export interface SettingsOptions {
  /** Whose rows: the SDK's person. */
  person: SettingsSource
  /** Default: the page's. */
  language?: 'en' | 'zh'
  theme?: 'light' | 'dark'
  /** Closes the page. */
  signal?: AbortSignal
}

/**
 * Opens "Voice and Video Call Reminder" (A13) and waits until the person closes it.
 * Not a rejection but the page itself tells of a network that failed, and offers to try again.
 *
 * @example await openSettings({ person })
 */
export async function openSettings(options: SettingsOptions): Promise<void> {
  const { CallgrantSettings } = await import('./settings.ts')
  if (options.signal?.aborted) return
  const element = new CallgrantSettings()
  element.person = options.person
  element.asPage = true
  element.theme = options.theme
  if (options.language) element.language = options.language
  return new Promise((resolve) => {
    options.signal?.addEventListener('abort', element.close)
    element.addEventListener('close', () => {
      options.signal?.removeEventListener('abort', element.close)
      element.remove()
      resolve()
    })
    document.body.append(element)
  })
}
