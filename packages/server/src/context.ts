/** What every act is given: the store, the bus, the clock, the keys, the settings. Created once, at the start. */

import type { Logger } from 'pino'
import type { Bus } from './bus/bus.ts'
import type { PushServices } from './config/native-push.ts'
import type { Settings } from './config/settings.ts'
import type { Keys } from './credentials/keys.ts'
import type { Store } from './store/store.ts'
import type { Timings } from './telemetry/timings.ts'
import type { Tracing } from './telemetry/tracing.ts'

export interface Context {
  store: Store
  bus: Bus
  keys: Keys
  settings: Settings
  log: Logger
  /** Milliseconds since 1970, by the store's clock, so that all nodes agree; a test passes its own. */
  now: () => number
  /** How long store and bus take; absent where nobody measures. */
  timings?: Timings
  /** Absent or null: nothing is traced. */
  tracing?: Tracing | null
  /** A test's own in the place of Apple's and Google's. */
  pushServices?: PushServices
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
  /** Fingerprint of the key that it signed in with. When the device has another key now, this token is refused. */
  keyPrint: string
}
