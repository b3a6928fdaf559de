/** The words of the consent dialog, in one place: what the person reads is what is kept with the decision (B3). */

import type { Language } from '@callgrant/protocol/errors'

/** What asks, and for whom. */
export interface ConsentSubject {
  /** Name of the device or group (A8). */
  displayName: string
  appName: string
  kind: 'device' | 'group'
}

/**
 * The sentence of the authorization dialog.
 *
 * @example consentWords('en', { appName: 'Maple Homes', displayName: 'Front door phone', kind: 'device' })
 * // 'Let “Front door phone” ring you? It asks to start voice and video calls to you through Maple Homes.'
 */
export function consentWords(language: Language, subject: ConsentSubject): string {
  const { appName, displayName, kind } = subject
  if (language === 'zh') {
    return kind === 'device'
      ? `允许“${displayName}”呼叫你吗？它申请通过“${appName}”向你发起语音和视频通话。`
      : `允许“${displayName}”的所有设备呼叫你吗？它们申请通过“${appName}”向你发起语音和视频通话。`
  }
  return kind === 'device'
    ? `Let “${displayName}” ring you? It asks to start voice and video calls to you through ${appName}.`
    : `Let every device of “${displayName}” ring you? They ask to start voice and video calls to you through ${appName}.`
}
