/** Language and theme in this browser; the try pages keep them under the same names. */

import type { Language } from '@callgrant/protocol/errors'

export type Theme = 'system' | 'light' | 'dark'

const LANGUAGE = 'callgrant-language'
const THEME = 'callgrant-theme'

export interface Preferences {
  language: Language
  theme: Theme
}

export function readPreferences(): Preferences {
  const language = localStorage.getItem(LANGUAGE)
  const theme = localStorage.getItem(THEME)
  const browsers = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
  return {
    language: language === 'en' || language === 'zh' ? language : browsers,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
  }
}

export function keepPreferences({ language, theme }: Preferences): void {
  localStorage.setItem(LANGUAGE, language)
  localStorage.setItem(THEME, theme)
}

/** Sets both on `<html>`. */
export function applyPreferences({ language, theme }: Preferences): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  document.documentElement.dataset.theme = theme
}
