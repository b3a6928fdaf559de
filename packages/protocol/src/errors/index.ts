/** Errors: every code, and the refusal that every layer throws. No zod, so that apps can import it. */

export { CallgrantError, type CallgrantErrorOptions, type Fault, type WireError } from './callgrant-error.ts'
export { ERRORS, type ErrorCode } from './codes.ts'
export type { DecidedBy, Decision } from './decision.ts'
export type { Language } from './sentences.ts'
