/** How a request can be made to fail: shared by the emulated network’s HTTP and its WebSocket. */

import { CallgrantError, type ErrorCode } from '@callgrant/protocol/errors'

/**
 * How a request fails: the connection is `refused`; it is `lost`, so that no answer ever arrives; the answer is
 * `garbage`, which is not JSON; the server refuses with a `code` (see docs/errors.md); over HTTP, with this status and body.
 */
export type Failing =
  | 'refused'
  | 'lost'
  | 'garbage'
  | { code: ErrorCode; message?: string }
  | { status: number; body?: unknown }

/** Which requests: part of a path (`/v1/me/ask`), or of the type of a message on the WebSocket (`call.start`). */
export type Pattern = string | RegExp

/** What a proxy answers in place of a server that it cannot reach. */
export const GARBAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>'

/** The refusal that a test asked for. */
export function refusalOf({ code, message }: { code: ErrorCode; message?: string }): CallgrantError {
  return new CallgrantError(code, { ...(message && { message }) })
}
