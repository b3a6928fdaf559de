/** Who the client is to the server: a token, and how to get the next one. */

import { CallgrantError } from '@callgrant/protocol/errors'

export interface Credential {
  /** False: the token is fixed, and its expiry is the end. */
  readonly renewable: boolean
  /** @param renew true: the last one expired, or soon will */
  token(renew: boolean): Promise<string>
}

/** A token that was given, or that `get` brings; asked for once at a time and kept until it must be renewed. */
export function credential(source: string | (() => string | Promise<string>)): Credential {
  if (typeof source === 'string') return { renewable: false, token: async () => source }
  let last: Promise<string> | undefined
  return {
    renewable: true,
    token(renew) {
      if (!last || renew) {
        const next = get(source)
        last = next
        next.catch(() => {
          if (last === next) last = undefined
        })
      }
      return last
    },
  }
}

async function get(source: () => string | Promise<string>): Promise<string> {
  try {
    return await source()
  } catch (cause) {
    if (cause instanceof CallgrantError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CallgrantError('network', { message: `No session could be got: ${why}`, cause })
  }
}
