/** For devices: register once, ask who may be rung, ring them and be called. */

export { CallgrantError } from '@callgrant/protocol/errors'
export * from '../calling/errors.ts'
export type * from '../calling/requests.ts'
export type * from '../calling/ring-types.ts'
export type * from '../calling/types.ts'
export type * from '../shared/types.ts'
export { createDevice } from './create-device.ts'
export { fileKeyStore } from './file-key-store.ts'
export { indexedDbKeyStore } from './indexed-db-key-store.ts'
export { keyFromJwk, memoryKeyStore } from './key.ts'
export type * from './types.ts'
