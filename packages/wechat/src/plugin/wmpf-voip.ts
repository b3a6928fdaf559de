/**
 * Declarations of WeChat's calling plugin for any Mini Program project, with `miniprogram-api-typings` installed:
 * they type `requirePlugin('wmpf-voip').default`. WeChat publishes none.
 *
 * @example
 * import type {} from '@callgrant/wechat/wmpf-voip' // or: /// <reference types="@callgrant/wechat/wmpf-voip" />
 * const wmpfVoip = requirePlugin('wmpf-voip').default
 */

import type { WmpfVoip } from './types.ts'

export type * from './types.ts'

/** The plugin's name, as `app.json` declares it and `requirePlugin` takes it. */
export const WMPF_VOIP = 'wmpf-voip'

/** What `requirePlugin('wmpf-voip')` returns. */
export interface WmpfVoipModule {
  default: WmpfVoip
}

declare global {
  /** Adds the plugin to the interface of WeChat's own declarations. */
  interface RequirePlugin {
    (name: 'wmpf-voip'): WmpfVoipModule
    async(name: 'wmpf-voip'): Promise<WmpfVoipModule>
  }
}
