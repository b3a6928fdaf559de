/** The server as a library: read settings, create the service, start and stop it. */

import type { Settings } from './config/settings.ts'
import { createService as create, type Service, type ServiceOptions } from './serve.ts'

export {
  type Flags,
  readSettings,
  type SettingName,
  type Settings,
  SettingsError,
  settingsWarnings,
} from './config/settings.ts'
export { createMemoryService, type MemoryService, type OpenCall } from './memory-service.ts'
export type { Service, ServiceOptions } from './serve.ts'
export { VERSION } from './version.ts'

/**
 * Opens the store and builds the service; it listens after `start()`.
 * @throws CallgrantError `unavailable` when the store or the bus cannot be reached; Error with a sentence for bad keys
 *
 * @example
 * const service = await createService(readSettings(process.env))
 * await service.start()
 */
export const createService: (settings: Settings, options?: ServiceOptions) => Promise<Service> = create
