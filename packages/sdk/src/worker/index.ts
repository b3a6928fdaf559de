/** For a service worker of your own: `serveRinging()`. One of ours to host as it is: `@callgrant/sdk/ringing-worker.js`. */

export { isRing } from '../shared/read-ring.ts'
export { type RingingWorkerOptions, serveRinging } from './serve-ringing.ts'
