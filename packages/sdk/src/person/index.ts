/** For people's apps: ask consent, list and switch what was agreed, call devices and be rung. */

export { CallgrantError, DEVICE_VOIP_CODES } from '@callgrant/protocol/errors'
export * from '../calling/errors.ts'
export type * from '../calling/requests.ts'
export type * from '../calling/types.ts'
export type * from '../shared/types.ts'
export type * from './types.ts'

import type { Person, PersonOptions } from './types.ts'
export declare function createPerson(options: PersonOptions): Person
