/** For devices: register once, ask who may be rung, ring them and be called. */

export { CallgrantError } from '@callgrant/protocol/errors'
export * from '../calling/errors.ts'
export type * from '../calling/requests.ts'
export type * from '../calling/types.ts'
export type * from '../shared/types.ts'
export type * from './types.ts'

import type { Device, DeviceOptions, KeyStore } from './types.ts'
export declare function createDevice(options: DeviceOptions): Device
/** Keeps the key in a JSON file that only its owner may read (Node). */
export declare function fileKeyStore(path: string): KeyStore
/** Keeps the key in IndexedDB; the private part cannot be read out (browser). */
export declare function indexedDbKeyStore(name?: string): KeyStore
/** Keeps the key as long as the process lives (tests, demos). */
export declare function memoryKeyStore(): KeyStore
