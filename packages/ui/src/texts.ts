/** The sentences of the dialog, the settings page and the call page, in English and Chinese. No DOM is needed. */

export { CALL_TEXTS, type CallTexts, duration, endText } from './call-texts.ts'
export { DIALOG_TEXTS, type DialogTexts } from './dialog-texts.ts'
export { SETTINGS_TEXTS, type SettingsTexts } from './settings-texts.ts'
