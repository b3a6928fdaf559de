/** The dialog and the settings page for a person's client in a browser; each is loaded when it is first shown. */

import type { Language } from '@callgrant/protocol/errors'
import type { PersonUi } from '@callgrant/sdk/person'
import { trackOpener } from './opener.ts'

/**
 * What `createPerson` shows in a browser.
 *
 * @param options.settingsTitle title of the settings page in each language; default: “Who may ring you”
 * @returns both functions where there is a DOM, and none elsewhere, so that `person.canIUse` tells the truth
 * @example
 * const person = createPerson({ server, session, ui: browserUi() })
 */
export function browserUi({
  settingsTitle,
}: {
  settingsTitle?: Readonly<Record<Language, string>>
} = {}): Partial<PersonUi> {
  if (typeof document === 'undefined') return {}
  trackOpener()
  return {
    async askAuthorization(request) {
      const { showAuthorizationDialog } = await import('./dialog.ts')
      return showAuthorizationDialog(request)
    },
    async openSettings(request) {
      const { openSettings } = await import('./open-settings.ts')
      return openSettings({ ...request, ...(settingsTitle && { title: settingsTitle[request.language] }) })
    },
  }
}
