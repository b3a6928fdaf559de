import { usePreferences } from '../preferences/preferences-provider.tsx'
import { en, type Texts } from './en.ts'
import { zh } from './zh.ts'

/** The texts in the language that was chosen. */
export function useText(): Texts {
  return usePreferences().language === 'zh' ? zh : en
}
