/** The person's client in a browser: the SDK with a dialog of a few kilobytes; settings and calls load when used. */

import { createPerson, type Person } from '@callgrant/sdk/person'
import { personBy, session } from '../shared/registry.ts'
import { askInDialog } from './dialog.ts'

/** No code runs when this module is loaded: `apis.ts` says why. */
export function person(): Person {
  return personBy(({ server, language }) =>
    createPerson({
      server,
      session,
      ...(language && { language }),
      storage: sessionStorage,
      ui: { askAuthorization: askInDialog },
    }),
  )()
}
