/** A person sets how one device or group that they decided about may ring them: also in quiet hours, or with hours of its own. */

import type { ChangeAuthorization, OwnAuthorization } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context, PersonCaller } from '../../context.ts'
import { isRunOut } from '../../rules/consent/limit.ts'
import type { Subject } from '../../rules/consent/subject.ts'
import { lockPerson } from '../people/lock-person.ts'
import { toOwnAuthorization } from '../wire.ts'
import { announceConsent } from './announce-consent.ts'

/**
 * Changes what is given; in force for the next ring. It is no decision whether it may ring, so nothing is recorded.
 * @throws CallgrantError `authorization_unknown` where the person has not decided, or what they allowed ran out
 */
export async function changeAuthorization(
  ctx: Context,
  caller: PersonCaller,
  request: ChangeAuthorization,
): Promise<OwnAuthorization> {
  const { appid, openid } = caller
  const subject: Subject =
    'group_id' in request
      ? { kind: 'group', groupId: request.group_id }
      : { kind: 'device', modelId: request.model_id, sn: request.sn }
  const { urgent, quiet } = request
  const change = {
    ...(urgent !== undefined && { urgent: urgent ? 1 : 0 }),
    ...(quiet !== undefined && { quiet: quiet && JSON.stringify(quiet) }),
  }
  const row = await ctx.store.write(async (tx) => {
    await lockPerson(tx, caller)
    const found = await tx.consent.find(appid, openid, subject)
    if (!found || isRunOut(found, ctx.now())) throw new CallgrantError('authorization_unknown')
    if (Object.keys(change).length > 0) await tx.consent.update(found, change)
    return { ...found, ...change }
  })
  announceConsent(ctx, caller)
  return toOwnAuthorization(row)
}
