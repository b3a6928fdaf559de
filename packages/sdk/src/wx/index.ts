/** For code written for WeChat: `wx`, `requirePlugin('wmpf-voip')` and `wmpf`, on top of Callgrant. */

export { CallgrantError, DEVICE_VOIP_CODES } from '@callgrant/protocol/errors'
export { WxError } from './api/answer.ts'
export type { EventChannel } from './api/event-channel.ts'
export type { Wx } from './api/index.ts'
export { REQUEST_ERRNO, type RequestOption, type RequestResult, type RequestTask } from './api/request.ts'
export { AppLife, type EnterOptions } from './app-life.ts'
export { type CloudCaller, callingAs } from './cloud-caller.ts'
export { type Cloud, CloudError, type CloudOptions, createCloud, type OpenApiCall } from './create-cloud.ts'
export {
  createWx,
  type InstallOptions,
  installWx,
  type RequirePlugin,
  type WmpfVoipModule,
  type WxWorld,
} from './create-wx.ts'
export { PageStack } from './pages/page-stack.ts'
export { CALL_PAGE_ROUTE, type CallPage, type CallPageView, callPageOf, VOIP_CODES } from './plugin/index.ts'
export type * from './plugin/types.ts'
export type * from './types.ts'
export type { Wmpf } from './wmpf.ts'
