/** What the call page says of why a call was broken off: our own reasons in the person's language, an app's as they are. */

import type { Language } from '@callgrant/protocol/errors'
import type { Call } from '@callgrant/sdk/calling'

/** By what the server, or the SDK, gives as the message of the end. */
const OWN: readonly [RegExp, Readonly<Record<Language, string>>][] = [
  [/^media could not be set up/, { en: 'Sound and picture could not be connected', zh: '音视频未能接通' }],
  [
    /^(no client of the device joined the call|listener waitOtherToJoin timeout)$/,
    { en: 'The caller did not come to the call', zh: '呼叫方未进入通话' },
  ],
  [/gave no sign of life for/, { en: 'The connection was lost', zh: '连接已断开' }],
  [/^the authorization was withdrawn$/, { en: 'It may not ring any more', zh: '已不再允许呼叫' }],
  [/^the server could not be reached$/, { en: 'The server could not be reached', zh: '无法连接服务器' }],
]

/** With the name of the side that broke it off, if that was the other one. @returns empty: nothing more is known */
export function endMessage(
  { state, end, side }: Pick<Call, 'state' | 'end' | 'side'>,
  name: string,
  language: Language,
): string {
  // That another person answered is said already.
  if (state !== 'ended' || !end?.message || end.answered_by) return ''
  const { by, message } = end
  const words = OWN.find(([pattern]) => pattern.test(message))?.[1][language] ?? message
  if (!by || by === side) return words
  return language === 'zh' ? `${name}：${words}` : `${name}: ${words}`
}
