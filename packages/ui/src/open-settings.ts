/** Shows the settings page over the app. The code of the page is loaded when it is first shown. */

import { trackOpener } from './opener.ts'
import type { SettingsSource } from './settings-source.ts'

export interface SettingsOptions {
  /** The client of the person whose authorizations are shown. */
  person: SettingsSource
  /** Default: the page's. */
  language?: 'en' | 'zh'
  theme?: 'light' | 'dark'
  /** The page's title. Default: “Who may ring you”, in its language. */
  title?: string
  /** Closes the page. */
  signal?: AbortSignal
}

/**
 * Opens the settings page, “Who may ring you”, and waits until the person closes it. Does not reject when
 * the server cannot be reached: the page shows the error and a button to try again.
 *
 * @example await openSettings({ person })
 */
export async function openSettings(options: SettingsOptions): Promise<void> {
  trackOpener()
  const { CallgrantSettings } = await import('./settings.ts')
  if (options.signal?.aborted) return
  const element = new CallgrantSettings()
  element.person = options.person
  element.asPage = true
  element.theme = options.theme
  if (options.title) element.heading = options.title
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
