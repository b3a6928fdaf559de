/**
 * The same as `wmpf-voip`, for a project without WeChat's declarations: it also declares `requirePlugin`.
 *
 * @example /// <reference types="@callgrant/wechat/wmpf-voip-alone" />
 */

export * from './wmpf-voip.ts'

declare global {
  /** WeChat's global. */
  const requirePlugin: RequirePlugin
}
