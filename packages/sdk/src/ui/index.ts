/** Custom elements for apps: the authorization dialog, the settings page, the call page. */

export {
  type AuthorizationQuestion,
  CallgrantDialog,
  type Decision,
  showAuthorizationDialog,
  TAP_GUARD_MS,
} from './dialog.ts'
export { openSettings, type SettingsOptions } from './open-settings.ts'
export type { SettingsSource } from './settings-source.ts'
export { type CallPageOptions, showCall } from './show-call.ts'

/**
 * Registers `<callgrant-settings>` and `<callgrant-call>`, for pages that place them themselves.
 * `openSettings` and `showCall` do it by themselves.
 *
 * @example
 * await defineElements()
 * document.querySelector('callgrant-settings').person = person
 */
export async function defineElements(): Promise<void> {
  await Promise.all([import('./settings.ts'), import('./call.ts')])
}
