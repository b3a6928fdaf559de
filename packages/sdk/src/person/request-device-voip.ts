/** `requestDeviceVoIP`: may this device, or this group of devices, ring me? */

import type { Ask, Asked, Decide, OwnAuthorization } from '@callgrant/protocol'
import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import { withCallbacks } from '../shared/callbacks.ts'
import { consentWords } from '../shared/consent-words.ts'
import type { Credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'
import { limitedWords, limitToSend } from '../shared/limit.ts'
import { SDK } from '../shared/version.ts'
import { checkOption } from './check-option.ts'
import type { Ok, PersonUi, RequestDeviceVoIPOption } from './types.ts'

const API = 'requestDeviceVoIP'

export interface Asking {
  http: Http
  credential: Credential
  language: Language
  ui: PersonUi
  /** Runs one request after the other: dialogs are not shown at the same time, and each asks the server just before. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Aborted when the client is closed, which dismisses an open dialog. */
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
  const ask = (question: Ask) => asking.http.request<Asked>('POST', '/v1/me/ask', question, asking.credential)
  if (closed.aborted) throw new CallgrantError('dialog_dismissed')
  const kind = 'group_id' in subject ? 'group' : 'device'
  const asked = await ask(subject)
  let answer = await showAndDecide(asking, asked, kind, false, closed)
  // Once: a person who lets the second question grow old as well is not there.
  if (answer === 'late') {
    answer = await showAndDecide(asking, await ask({ again: asked.ask }), kind, true, closed)
  }
  if (answer === 'late') throw new CallgrantError('dialog_dismissed')
  if (answer === 'reject') throw new CallgrantError('rejected_now')
}

/** Shows the dialog and sends the answer. @returns `late` when the server no longer took it */
async function showAndDecide(
  { http, credential, language, ui }: Asking,
  asked: Asked,
  kind: 'device' | 'group',
  late: boolean,
  signal: AbortSignal,
): Promise<'allow' | 'reject' | 'late'> {
  const words = consentWords(language, asked.display_name)
  const { display_name: displayName, app_name: appName } = asked
  const given = await ui.askAuthorization({ displayName, appName, kind, words, language, late, signal })
  const limit = typeof given === 'object' ? given.allow : undefined
  const answer = typeof given === 'object' ? 'allow' : given
  // For a dialog that was dismissed nothing is sent, so nothing is recorded.
  if (answer !== 'allow' && answer !== 'reject') throw new CallgrantError('dialog_dismissed')
  const decision: Decide = {
    ask: asked.ask,
    decision: answer,
    words: limit ? limitedWords(language, words, limit) : words,
    language,
    sdk: SDK,
    ...(limit && { limit: limitToSend(limit) }),
  }
  try {
    await http.request<OwnAuthorization>('POST', '/v1/me/decide', decision, credential)
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'ask_invalid') return 'late'
    throw error
  }
  return answer
}
