/** Creates a login code, with which a person proves to the app's back end who they are (`wx.login`). */

import type { LoginCode } from '@callgrant/protocol'
import { LOGIN_CODE_TTL_MS } from '@callgrant/protocol/limits'
import type { Context, PersonCaller } from '../../context.ts'
import { signLoginCode } from '../../credentials/once-token.ts'

/** A code that the back end exchanges once, within five minutes, for this person's openid. */
export async function createLoginCode(ctx: Context, caller: PersonCaller): Promise<LoginCode> {
  return { code: await signLoginCode(ctx.keys, caller, ctx.now()), expires_in: LOGIN_CODE_TTL_MS / 1000 }
}
