/** Creates a login code, with which a person proves to the app's back end who they are (`wx.login`). */

import type { LoginCode } from '@callgrant/protocol'
import { LOGIN_CODE_TTL_MS } from '@callgrant/protocol/limits'
import type { Context, PersonCaller } from '../../context.ts'
import { signLoginCode } from '../../credentials/once-token.ts'
import { issueTime } from '../people/require-known.ts'

/** A code that the back end exchanges once, within five minutes, for this person's openid. */
export async function createLoginCode(ctx: Context, caller: PersonCaller): Promise<LoginCode> {
  const code = await signLoginCode(ctx.keys, caller, await issueTime(ctx, caller))
  return { code, expires_in: LOGIN_CODE_TTL_MS / 1000 }
}
