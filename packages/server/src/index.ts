/** The server as a library: read settings, create the service, start and stop it. */

export {
  type Flags,
  readSettings,
  type SettingName,
  type Settings,
  SettingsError,
  settingsFlags,
  settingsWarnings,
} from './config/settings.ts'
export { settingsHelp } from './config/settings-help.ts'
export { runService } from './run-service.ts'
export { createService, type Overrides, type Service } from './serve.ts'
export { startMessage } from './start-message.ts'
export { VERSION } from './version.ts'
