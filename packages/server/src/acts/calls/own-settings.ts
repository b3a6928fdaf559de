/** What a person sets for their own calls in this app. */

import {
  CallgrantError,
  type ChangeOwnSettings,
  type ChangePersonQuiet,
  type OwnSettings,
  type PersonQuiet,
} from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context, PersonCaller } from '../../context.ts'
import { readPersonQuiet } from '../../rules/consent/quiet.ts'
import type { PersonTerms } from '../../store/people.ts'

/** @throws CallgrantError `openid_unknown` */
export async function ownSettings(
  ctx: Context,
  { appid, openid }: { appid: string; openid: string },
): Promise<OwnSettings> {
  return toOwnSettings(await ctx.store.people.settingsOf(appid, openid))
}

/** Changes what is given; in force for the next call. @throws CallgrantError `openid_unknown` */
export async function changeOwnSettings(
  ctx: Context,
  person: PersonCaller,
  { preview, quiet }: ChangeOwnSettings,
): Promise<OwnSettings> {
  if (preview === undefined && quiet === undefined) return ownSettings(ctx, person)
  const { appid, openid } = person
  const terms = await ctx.store.write(async (tx) => {
    const before = await tx.people.lock(appid, openid)
    if (!before) return null
    return tx.people.setSettings(appid, openid, {
      ...(preview !== undefined && { preview: preview ? 1 : 0 }),
      ...(quiet !== undefined && { quiet: JSON.stringify(changedQuiet(before, quiet)) }),
    })
  })
  // Their other clients show it too.
  if (quiet !== undefined) ctx.bus.publish(address.person(appid, openid), { type: 'authorizations.changed' })
  return toOwnSettings(terms)
}

/** @throws CallgrantError `bad_request` when quiet hours would be on, with no hours or in no time zone */
function changedQuiet(before: PersonTerms, change: ChangePersonQuiet): PersonQuiet {
  const quiet: PersonQuiet = { ...readPersonQuiet(before.quiet), ...change }
  const faults = [
    ...(quiet.on && quiet.hours.length === 0
      ? [{ parameter: 'quiet.hours', message: 'should have at least one stretch while quiet hours are on' }]
      : []),
    ...(quiet.hours.length > 0 && quiet.time_zone === null
      ? [{ parameter: 'quiet.time_zone', message: 'should come with the first quiet hours' }]
      : []),
  ]
  if (faults.length > 0) throw new CallgrantError('bad_request', { faults })
  return quiet
}

function toOwnSettings(terms: PersonTerms | null): OwnSettings {
  if (!terms) throw new CallgrantError('openid_unknown')
  return { preview: terms.preview === 1, quiet: readPersonQuiet(terms.quiet) }
}
