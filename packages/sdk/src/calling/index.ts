/** One call, shared by people's and devices' clients: its state, its media, WeChat's events. */

export type { CallSurroundings } from './call-surroundings.ts'
export * from './errors.ts'
export { generatedMedia } from './generated-media.ts'
export { LiveCall } from './live-call.ts'
export { browserPeers, type RtcClasses } from './peer.ts'
export type * from './requests.ts'
export type * from './types.ts'
export { userMedia } from './user-media.ts'
export { eventsBetween, type Viewpoint } from './voip-events.ts'
export { weriftMedia } from './werift.ts'
