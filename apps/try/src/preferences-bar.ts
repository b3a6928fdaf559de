/** The switches for language and theme. */

import { html } from 'lit'
import { language, setLanguage, setTheme, type Theme, theme } from './preferences.ts'

const TEXTS = {
  en: {
    theme: { system: 'Theme: system', light: 'Theme: light', dark: 'Theme: dark' },
    group: 'Language and theme',
  },
  zh: { theme: { system: '主题：跟随系统', light: '主题：浅色', dark: '主题：深色' }, group: '语言和主题' },
}
const NEXT: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' }

export function preferencesBar() {
  const now = language()
  return html`<div class="preferences" role="group" aria-label=${TEXTS[now].group}>
    ${
      now === 'en'
        ? html`<button type="button" lang="zh-CN" @click=${() => setLanguage('zh')}>简体中文</button>`
        : html`<button type="button" lang="en" @click=${() => setLanguage('en')}>English</button>`
    }
    <button type="button" @click=${() => setTheme(NEXT[theme()])}>${TEXTS[now].theme[theme()]}</button>
  </div>`
}
