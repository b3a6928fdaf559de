/** For an app's back end, and for whoever runs the server: a typed client of the HTTP API. */

export {
  CallgrantError,
  type DecidedBy,
  type Decision,
  type ErrorCode,
  type Fault,
} from '@callgrant/protocol/errors'
export { createBackend } from './create-backend.ts'
export { createOperator } from './create-operator.ts'
export type * from './event-types.ts'
export type * from './types.ts'
