/** Lists a person's own authorizations: the settings page (A13) and `getDeviceVoIPList` (A14). */

import type { OwnAuthorizations } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context, PersonCaller } from '../../context.ts'
import { isRunOut } from '../../rules/consent/limit.ts'
import { toOwnAuthorization } from '../wire.ts'

/** Every row of this person in this app, oldest first; a group is one entry (A14), and what ran out is none (Y1). */
export async function listOwnAuthorizations(ctx: Context, caller: PersonCaller): Promise<OwnAuthorizations> {
  const app = await ctx.store.apps.find(caller.appid)
  if (!app) throw new CallgrantError('app_unknown')
  const rows = await ctx.store.consent.ofPerson(caller.appid, caller.openid)
  const now = ctx.now()
  const standing = rows.filter((row) => !isRunOut(row, now))
  return { app_name: app.name, list: standing.map(toOwnAuthorization) }
}
