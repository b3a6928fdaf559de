/** Custom elements for apps: the authorization dialog, the settings page, the call page. */

export { type AuthorizationQuestion, CallgrantDialog, showAuthorizationDialog } from './dialog.ts'
export { type Decision, TAP_GUARD_MS } from './dialog-core.ts'
export { openSettings, type SettingsOptions } from './open-settings.ts'
export type { SettingsSource } from './settings-source.ts'
export {
  type CallPageOptions,
  isMissed,
  loadCallPage,
  type MissedCall,
  missedCall,
  showCall,
} from './show-call.ts'

/**
 * Registers `<callgrant-settings>` and `<callgrant-call>`, for pages that contain them. Not needed for `openSettings`
 * and `showCall`.
 *
 * @example
 * await defineElements()
 * document.querySelector('callgrant-settings').person = person
 */
export async function defineElements(): Promise<void> {
  await Promise.all([import('./settings.ts'), import('./call.ts')])
}
