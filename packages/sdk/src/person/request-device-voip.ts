/** `requestDeviceVoIP`: may this device, or this group of devices, ring me? */

import type { Ask, Asked, Decide, OwnAuthorization } from '@callgrant/protocol'
import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import { withCallbacks } from '../shared/callbacks.ts'
import type { Credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'
import { SDK } from '../shared/version.ts'
import { consentWords } from '../shared/words.ts'
import { checkOption } from './check-option.ts'
import type { Ok, PersonUi, RequestDeviceVoIPOption } from './types.ts'

const API = 'requestDeviceVoIP'

export interface Asking {
  http: Http
  credential: Credential
  language: Language
  ui: PersonUi
  /** Takes its turn: dialogs are shown one after the other, and each asks the server afresh when its turn comes. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Aborted when the client is closed: an open dialog goes away. */
  closed(): AbortSignal
}

/** Checks, asks the server whether to ask, shows the dialog, sends the answer. Refusals: see the spec's table. */
export function requestDeviceVoIP(asking: Asking, option: RequestDeviceVoIPOption): Promise<Ok> {
  return withCallbacks(API, option, async () => {
    const subject = checkOption(option)
    const closed = asking.closed()
    await asking.inTurn(() => askOne(asking, subject, closed))
    return { errMsg: `${API}:ok` }
  })
}

async function askOne(asking: Asking, subject: Ask, closed: AbortSignal): Promise<void> {
  const { http, credential, language, ui } = asking
  if (closed.aborted) throw new CallgrantError('dialog_dismissed')
  const asked = await http.request<Asked>('POST', '/v1/me/ask', subject, credential)
  const words = consentWords(language, asked.display_name)
  const answer = await ui.askAuthorization({
    displayName: asked.display_name,
    appName: asked.app_name,
    kind: 'group_id' in subject ? 'group' : 'device',
    words,
    language,
    signal: closed,
  })
  // Nothing is sent for a dialog that went away: the row stays as it was.
  if (answer !== 'allow' && answer !== 'reject') throw new CallgrantError('dialog_dismissed')
  const decision: Decide = { ask: asked.ask, decision: answer, words, sdk: SDK }
  await http.request<OwnAuthorization>('POST', '/v1/me/decide', decision, credential)
  if (answer === 'reject') throw new CallgrantError('rejected_now')
}
