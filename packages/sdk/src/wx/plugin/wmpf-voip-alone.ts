/**
 * The same as `wmpf-voip`, for a project without WeChat's declarations: it also says that `requirePlugin` is there.
 *
 * @example /// <reference types="@callgrant/sdk/wmpf-voip-alone" />
 */

export * from './wmpf-voip.ts'

declare global {
  /** WeChat's global. */
  const requirePlugin: RequirePlugin
}
