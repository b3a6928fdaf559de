/** The person's client in a browser: the SDK with a dialog of a few kilobytes; settings and calls load when used. */

import { createPerson, type Person } from '@callgrant/sdk/person'
import { personBy, session } from '../shared/registry.ts'
import { askInDialog } from './dialog.ts'

/** Says how the client is made; it is made when first needed. No code runs when this module is loaded: see `apis.ts`. */
export function registerPerson(): () => Person {
  return personBy(({ server, language }) =>
    createPerson({
      server,
      session,
      ...(language && { language }),
      storage: sessionStorage,
      ui: { askAuthorization: askInDialog },
    }),
  )
}

export function person(): Person {
  return registerPerson()()
}
