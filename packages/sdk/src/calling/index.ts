/** One call, shared by people's and devices' clients: its state, its media, WeChat's events. */

export * from './errors.ts'
export type * from './requests.ts'
export type * from './types.ts'

import type { MediaProvider, PeerFactory } from './types.ts'
/** Camera and microphone. */
export declare function userMedia(): MediaProvider
/** A drawn picture with a clock and a soft tone: for machines without camera and microphone. */
export declare function generatedMedia(label?: string): MediaProvider
/** Calls in Node: give it the werift module, spread the result into `createPerson`/`createDevice`. */
export declare function weriftMedia(werift: typeof import('werift')): {
  peers: PeerFactory
  media: MediaProvider
}
