/** One call: its state, its media, WeChat's events. The same for people's and devices' clients. */

export { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
export type { CallContext } from './call-context.ts'
export { DEVICE_RINGS_PERSON, PERSON_RINGS_DEVICE } from './check-request.ts'
export * from './errors.ts'
export { generatedMedia } from './generated-media.ts'
export { LiveCall } from './live-call.ts'
export { browserPeers, type RtcClasses } from './peer.ts'
export type * from './requests.ts'
export type * from './types.ts'
export { userMedia } from './user-media.ts'
export { eventsBetween, type Viewpoint } from './voip-events.ts'
export { weriftMedia } from './werift.ts'
