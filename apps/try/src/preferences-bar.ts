/** The switches for language and theme. */

import { html } from 'lit'
import { language, setLanguage, setTheme, type Theme, theme } from './preferences.ts'

const TEXTS = {
  en: {
    group: 'Language and theme',
    kind: 'Theme: ',
    theme: { system: 'Auto', light: 'Light', dark: 'Dark' },
  },
  zh: { group: '语言和主题', kind: '主题：', theme: { system: '自动', light: '浅色', dark: '深色' } },
}
const SIGN: Record<Theme, string> = { system: '◐', light: '☀', dark: '☾' }
const NEXT: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' }

export function preferencesBar() {
  const now = language()
  return html`<div class="preferences" role="group" aria-label=${TEXTS[now].group}>
    ${
      now === 'en'
        ? html`<button type="button" lang="zh-CN" @click=${() => setLanguage('zh')}>中文</button>`
        : html`<button type="button" lang="en" @click=${() => setLanguage('en')}>English</button>`
    }
    <button type="button" data-theme-switch @click=${() => setTheme(NEXT[theme()])}>
      <span aria-hidden="true">${SIGN[theme()]}</span>
      <span class="unseen">${TEXTS[now].kind}</span>${TEXTS[now].theme[theme()]}
    </button>
  </div>`
}
