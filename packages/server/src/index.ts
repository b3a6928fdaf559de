/** The server as a library: read settings, create the service, start and stop it. */

export { type Flags, readSettings, type Settings, SettingsError, settingsFlags } from './config/settings.ts'
export { settingsHelp } from './config/settings-help.ts'
export { createService, type Overrides, type Service } from './serve.ts'
export { VERSION } from './version.ts'
