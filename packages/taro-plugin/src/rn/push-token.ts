/** The phone's push token, which is handed in for whoever uses the app: the client is a new one after each `setSession`. */

import type { NativeRinging } from '@callgrant/sdk/person'
import { person } from '../shared/person.ts'
import { registry } from '../shared/registry.ts'

/**
 * Rings this phone by APNs or FCM when the app does not run: whoever has signed in by `setSession`, and who does so later. Call it
 * at each start, and with each new token that the platform gives. `null` ends it: call it, and wait for it, before
 * `setSession(null)`.
 * @throws CallgrantError `bad_request` where the server is not set up for it, or a token is malformed; `network`
 * @example
 * await setPushToken({ kind: 'fcm', token: await getToken(getMessaging()) })
 */
export async function setPushToken(token: NativeRinging | null): Promise<void> {
  const shared = registry()
  if (token === null) {
    shared.signedIn = undefined
    if (shared.session) await person().disableNativeRinging()
    return
  }
  shared.signedIn = () => {
    person()
      .enableNativeRinging(token)
      .catch((error) =>
        console.warn(
          `taro-plugin-callgrant: this phone will not be rung while the app does not run: ${error}`,
        ),
      )
  }
  if (shared.session) await person().enableNativeRinging(token)
}
