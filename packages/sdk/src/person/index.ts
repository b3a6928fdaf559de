/** For people's apps: ask consent, list and switch what was agreed, call devices and be rung. */

export { CallgrantError } from '@callgrant/protocol/errors'
export { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
export * from '../calling/errors.ts'
export type * from '../calling/requests.ts'
export type * from '../calling/types.ts'
export { DeviceVoIPError } from '../shared/failure.ts'
export type { AllowLimit } from '../shared/limit.ts'
export { declineRing, type PushedRing, type RingMessage, readRing } from '../shared/read-ring.ts'
export type * from '../shared/types.ts'
export { createPerson } from './create-person.ts'
export type * from './types.ts'
