/** The token that a client signs in with, and how to get a new one. */

import { CallgrantError } from '@callgrant/protocol/errors'

export interface Credential {
  /** False: the token is fixed, and there is no other to get. */
  readonly renewable: boolean
  /**
   * @param refused the token that the server has refused, or that soon expires: a newer one is returned, got anew unless
   *   another request has done so already
   */
  token(refused?: string): Promise<string>
}

/** Refusals after which a new token may help: once, because a token that is new and refused is not old but wrong. */
const MAY_BE_RENEWED: ReadonlySet<unknown> = new Set(['token_expired', 'unauthenticated'])

/** Whether a request that was refused with `error` should be sent again with a new token. */
export function mayBeRenewed(error: unknown, { renewable }: Credential): boolean {
  return renewable && error instanceof CallgrantError && MAY_BE_RENEWED.has(error.code)
}

/** A fixed token, or one that a function returns; the function is called again only to renew. */
export function credential(source: string | (() => string | Promise<string>)): Credential {
  if (typeof source === 'string') return { renewable: false, token: async () => source }
  let current: string | undefined
  let getting: Promise<string> | undefined
  async function renew(get: () => string | Promise<string>): Promise<string> {
    current = undefined
    try {
      current = await newToken(get)
      return current
    } finally {
      getting = undefined
    }
  }
  return {
    renewable: true,
    async token(refused) {
      if (current !== undefined && current !== refused) return current
      getting ??= renew(source)
      return getting
    },
  }
}

async function newToken(source: () => string | Promise<string>): Promise<string> {
  try {
    return await source()
  } catch (cause) {
    if (cause instanceof CallgrantError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CallgrantError('network', { message: `No session could be got: ${why}`, cause })
  }
}
