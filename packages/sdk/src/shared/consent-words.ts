/** The sentence that a person agrees to, which is kept with their decision (B3), and where they can change it. */

import type { Language } from '@callgrant/protocol/errors'

/** Name of the settings page (A13), as WeChat calls its own. */
export const SETTINGS_TITLE: Readonly<Record<Language, string>> = {
  en: 'Voice and Video Call Reminder',
  zh: '语音、视频通话提醒',
}

/**
 * The exact sentence of the authorization dialog.
 *
 * @param displayName the joined name of the device, or the name of the group (A8)
 * @example consentWords('zh', 'iot campus phone') // '允许「iot campus phone」向你发起语音、视频通话'
 */
export function consentWords(language: Language, displayName: string): string {
  return language === 'zh'
    ? `允许「${displayName}」向你发起语音、视频通话`
    : `Let “${displayName}” start voice and video calls to you`
}
