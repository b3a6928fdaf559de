/** The sentences that a person agrees to. They are kept with the consent (B3), so they live in one place. */

import type { Language } from '@callgrant/protocol/errors'

/** Name of the settings page (A13), as WeChat calls its module. */
export const SETTINGS_TITLE: Readonly<Record<Language, string>> = {
  en: 'Voice and Video Call Reminder',
  zh: '语音、视频通话提醒',
}

/**
 * The exact sentence of the authorization dialog: what the app asks, the name in brackets (A8), what is granted.
 *
 * @param displayName the joined name of the device, or the name of the group
 * @example consentWords('zh', 'iot campus phone') // '允许「iot campus phone」向你发起语音、视频通话'
 */
export function consentWords(language: Language, displayName: string): string {
  return language === 'zh'
    ? `允许「${displayName}」向你发起语音、视频通话`
    : `Let “${displayName}” start voice and video calls to you`
}

/** The language to speak to a person in: Chinese for any `zh…` tag, English for every other. */
export function languageOf(tag: string | undefined): Language {
  return tag?.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
