/** Language and theme, shared by all pages of the try in this browser. */

import type { Language } from '@callgrant/protocol/errors'

export type Theme = 'system' | 'light' | 'dark'

const LANGUAGE = 'callgrant-language'
const THEME = 'callgrant-theme'

export function language(): Language {
  const kept = localStorage.getItem(LANGUAGE)
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function theme(): Theme {
  const kept = localStorage.getItem(THEME)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** The theme for `@callgrant/ui`; undefined: the system's. */
export function elementTheme(): 'light' | 'dark' | undefined {
  const chosen = theme()
  return chosen === 'system' ? undefined : chosen
}

export function setLanguage(to: Language): void {
  localStorage.setItem(LANGUAGE, to)
  apply()
  notify()
}

export function setTheme(to: Theme): void {
  localStorage.setItem(THEME, to)
  apply()
  notify()
}

const listeners = new Set<() => void>()
const notify = () => {
  for (const listener of listeners) listener()
}

/** Calls `listener` when either changes, in this page or another of this browser. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Sets both on `<html>`. */
export function apply(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en'
  document.documentElement.dataset.theme = theme()
}

addEventListener('storage', (event) => {
  if (event.key !== LANGUAGE && event.key !== THEME) return
  apply()
  notify()
})
