/** For code written for WeChat: `wx`, `requirePlugin('wmpf-voip')` and `wmpf`, on top of Callgrant. */

export { CallgrantError } from '@callgrant/protocol/errors'
export { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
export { CALL_PAGE_ROUTE, type CallPage, type CallPageView, callPageOf, VOIP_CODES } from '../plugin/index.ts'
export type * from '../plugin/types.ts'
export { WxError } from './api/async-api.ts'
export type { EventChannel } from './api/event-channel.ts'
export type { FileStats, FileSystemManager, SavedFile } from './api/file-system.ts'
export type { Wx } from './api/index.ts'
export { REQUEST_ERRNO, type RequestOption, type RequestResult, type RequestTask } from './api/request.ts'
export { AppLife, type EnterOptions } from './app-life.ts'
export { type CloudCaller, callingAs } from './cloud-caller.ts'
export type {
  Database,
  DatabaseCollection,
  DatabaseDocument,
  DatabaseQuery,
} from './cloud-database/database.ts'
export { createDatabase } from './cloud-database/database.ts'
export { memoryDatabase } from './cloud-database/shared.ts'
export {
  type CloudDatabase,
  type DatabaseAnswer,
  DatabaseError,
  type DatabaseRequest,
} from './cloud-database/types.ts'
export { type Cloud, CloudError, type CloudOptions, createCloud, type OpenApiCall } from './create-cloud.ts'
export {
  createWx,
  type InstallOptions,
  installWx,
  type RequirePlugin,
  type WmpfVoipModule,
  type WxInstance,
} from './create-wx.ts'
export type { FileTree } from './files/file-tree.ts'
export type { FileStorage, StoredFile } from './files/types.ts'
export { PageStack } from './pages/page-stack.ts'
export type * from './types.ts'
export type { Wmpf } from './wmpf.ts'
export type { HostChannel, WmpfChannel, WmpfHost } from './wmpf-channel.ts'
