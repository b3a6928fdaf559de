/**
 * Declarations of WeChat's calling plugin for any Mini Program project, with `miniprogram-api-typings` installed:
 * `requirePlugin('wmpf-voip').default` has its types from then on. WeChat publishes none.
 *
 * @example
 * import type {} from '@callgrant/sdk/wmpf-voip' // or: /// <reference types="@callgrant/sdk/wmpf-voip" />
 * const wmpfVoip = requirePlugin('wmpf-voip').default
 */

import type { WmpfVoip } from './types.ts'

export type * from './types.ts'

/** The plugin's name, as `app.json` declares it and `requirePlugin` takes it. */
export const WMPF_VOIP = 'wmpf-voip'

/** What `requirePlugin('wmpf-voip')` gives. */
export interface WmpfVoipModule {
  default: WmpfVoip
}

declare global {
  /** WeChat's own declarations have this interface; the plugin joins it. */
  interface RequirePlugin {
    (name: 'wmpf-voip'): WmpfVoipModule
    async(name: 'wmpf-voip'): Promise<WmpfVoipModule>
  }
}
