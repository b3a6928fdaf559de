/** What every act is handed: the store, the bus, the clock, the keys, the settings. Made once, at the start. */

import type { Logger } from 'pino'
import type { Bus } from '../bus/bus.ts'
import type { Settings } from '../config/settings.ts'
import type { Keys } from '../domain/keys.ts'
import type { Store } from '../store/store.ts'

export interface Context {
  store: Store
  bus: Bus
  keys: Keys
  settings: Settings
  log: Logger
  /** Milliseconds since 1970; a test passes its own. */
  now: () => number
}

/** Who is calling an act. The appid is always from the credential, never from the request. */
export type Caller = { role: 'operator' } | { role: 'backend'; appid: string } | PersonCaller | DeviceCaller

export interface PersonCaller {
  role: 'person'
  appid: string
  openid: string
}

export interface DeviceCaller {
  role: 'device'
  appid: string
  modelId: string
  sn: string
  /** Print of the key that it signed in with. Another key in its place means: no longer this device. */
  keyPrint: string
}
