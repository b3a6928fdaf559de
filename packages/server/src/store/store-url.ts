/** The URL of the store, from the settings. */

import { join } from 'node:path'
import type { Settings } from '../config/settings.ts'

/** The store's address for `openStore`: as set, or a file in the data folder. */
export function storeUrl(settings: Settings): string {
  return settings.databaseUrl ?? `sqlite:${join(settings.dataDir, 'callgrant.db')}`
}
