/** The server as a library: read settings, create the service, start and stop it. */

export {
  type Flags,
  readSettings,
  type SettingName,
  type Settings,
  SettingsError,
  settingsWarnings,
} from './config/settings.ts'
export { createService, type Overrides, type Service } from './serve.ts'
export { VERSION } from './version.ts'
