/** What a person sets for their own calls in this app. */

import { CallgrantError, type ChangeOwnSettings, type OwnSettings } from '@callgrant/protocol'
import type { Context, PersonCaller } from '../../context.ts'
import type { PersonTerms } from '../../store/people.ts'

/** @throws CallgrantError `openid_unknown` */
export async function ownSettings(ctx: Context, { appid, openid }: PersonCaller): Promise<OwnSettings> {
  return toOwnSettings(await ctx.store.people.settingsOf(appid, openid))
}

/** Changes what is given; in force for the next call. @throws CallgrantError `openid_unknown` */
export async function changeOwnSettings(
  ctx: Context,
  person: PersonCaller,
  { preview }: ChangeOwnSettings,
): Promise<OwnSettings> {
  if (preview === undefined) return ownSettings(ctx, person)
  const change = { preview: preview ? 1 : 0 }
  return toOwnSettings(await ctx.store.people.setSettings(person.appid, person.openid, change))
}

function toOwnSettings(terms: PersonTerms | null): OwnSettings {
  if (!terms) throw new CallgrantError('openid_unknown')
  return { preview: terms.preview === 1 }
}
