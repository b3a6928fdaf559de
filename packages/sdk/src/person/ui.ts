/** The functions that show the dialog and the settings page: the app's own, or `browserUi()` of `@callgrant/ui`. */

import type { PersonUi } from './types.ts'

/**
 * Both functions; one that the app did not pass rejects when it is called.
 * @throws Error (from the functions) that says what to pass to `createPerson`
 */
export function completeUi(ui: Partial<PersonUi> | undefined): PersonUi {
  return {
    askAuthorization: ui?.askAuthorization ?? (() => missing('askAuthorization')),
    openSettings: ui?.openSettings ?? (() => missing('openSettings')),
  }
}

function missing(name: keyof PersonUi): Promise<never> {
  const message = `Nothing shows the ${name === 'openSettings' ? 'settings page' : 'dialog'}: pass \`ui: browserUi()\` from @callgrant/ui/browser, or a \`ui.${name}\` of your own, to createPerson.`
  return Promise.reject(new Error(message))
}
