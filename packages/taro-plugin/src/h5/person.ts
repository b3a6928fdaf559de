/** The person's client in a browser. The dialog is loaded with it; the settings page and calls when first used. */

import { createPerson, type Person } from '@callgrant/sdk/person'
import { personBy, session } from '../shared/registry.ts'
import { askInDialog } from './dialog.ts'

/** Registers how the client is made; it is made when first needed. Nothing runs when this module is loaded: see `apis.ts`. */
export function registerPerson(): () => Person {
  return personBy(({ server, language }) =>
    createPerson({
      server,
      session,
      ...(language && { language }),
      storage: sessionStorage,
      ui: {
        askAuthorization: (request) => askInDialog(request),
        async openSettings(request) {
          const { openSettings } = await import('@callgrant/ui/open-settings')
          await openSettings(request)
        },
      },
    }),
  )
}

export function person(): Person {
  return registerPerson()()
}
