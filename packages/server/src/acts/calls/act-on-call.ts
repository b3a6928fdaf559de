/** Carries out an act on a call: read the call, decide by the rules, write if its version is unchanged (C9). */

import { type Call, CallgrantError, type Language } from '@callgrant/protocol'
import type { Context, DeviceCaller, PersonCaller } from '../../context.ts'
import type { By, PartyAct } from '../../rules/call/acts.ts'
import { applyToCall } from '../../rules/call/apply.ts'
import { sideOf } from '../../rules/call/parties.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import { callChanged } from '../events/app-events.ts'
import { answerRing } from '../rings/answer-ring.ts'
import { announceCalls } from './announce-calls.ts'
import { CALL_ANSWERED, type CallStepped } from './call-figures.ts'

/** A person or a device, by one of its clients. */
export type CallClient = (PersonCaller | DeviceCaller) & { clientId: string; language?: Language }

/** Each time another act was first; more than a few in a row means that something is wrong. */
const ATTEMPTS = 8

/**
 * Lets one party act on its call.
 *
 * @param act makes the act, given which side the party is
 * @returns the call as it is now, changed or not
 * @throws CallgrantError `room_unknown`, and what `applyToCall` refuses
 */
export async function actOnCall(
  ctx: Context,
  client: CallClient,
  roomId: string,
  act: (by: By) => PartyAct,
): Promise<Call> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await ctx.store.findCall({ appid: client.appid, roomId })
    const side = row && sideOf(row, client)
    if (!row || !side) throw new CallgrantError('room_unknown')
    const doing = act({ side, clientId: client.clientId })
    const outcome = applyToCall(row, doing, ctx.now())
    if (outcome.kind === 'unchanged') return toSnapshot(row)
    if (outcome.kind === 'refused') {
      throw new CallgrantError(
        outcome.code,
        outcome.message === undefined ? {} : { message: outcome.message },
      )
    }
    const { changes } = outcome
    const changed = { ...row, ...changes }
    // Signs of life change nothing that anybody sees.
    const isNews = changes.version !== undefined
    const events = isNews ? callChanged(changed, ctx.now()) : []
    const isAnswer = row.acceptedAt === null && changed.acceptedAt !== null
    const written =
      isAnswer && row.ringId !== null
        ? await answerRing(ctx, row, changes)
        : await ctx.store.changeCall({ call: row, changes, events })
    if (!written) continue
    if (isAnswer) {
      CALL_ANSWERED.publish({ ctx, call: changed } satisfies CallStepped)
    }
    if (isNews) announceCalls(ctx, [changed])
    return toSnapshot(changed)
  }
  throw new CallgrantError('unavailable')
}
