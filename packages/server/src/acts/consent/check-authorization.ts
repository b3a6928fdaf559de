/** Tells the back end whether devices may ring people now, and which row decides for each (B1). */

import type { Check, CheckAuthorization, Language } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { explainRing } from '../../rules/consent/explain-ring.ts'
import type { AuthorizationRow } from '../../store/authorizations.ts'
import { toAuthorization } from '../wire.ts'

/**
 * The same answers as calls would get at this moment (A5, A6), with what decided and the reason in words; all of one
 * moment.
 * @param language of the explanations
 * @returns one for each question, in their order
 * @throws CallgrantError `model_unknown`, with the place of the first such question
 */
export async function checkAuthorizations(
  ctx: Context,
  caller: { appid: string },
  questions: readonly CheckAuthorization[],
  language: Language = 'en',
): Promise<Check[]> {
  const asked = questions.map(({ openid, model_id, sn }) => ({ openid, modelId: model_id, sn }))
  const all = await ctx.store.checks.all(caller.appid, asked, ctx.now())
  // A row that decides is about a device of a model that there is.
  const unknown = all.findIndex(({ effective, modelKnown }) => effective.row === null && !modelKnown)
  if (unknown !== -1) {
    const message = `The app has no model ${questions[unknown]?.model_id} (question ${unknown + 1} of ${all.length}).`
    throw new CallgrantError('model_unknown', all.length > 1 ? { message } : {})
  }
  return all.map(({ effective, ...around }, place) => {
    const { sn } = asked[place] as (typeof asked)[number]
    const { allowed, decision, reason } = explainRing(effective, { sn, ...around }, language)
    return {
      allowed,
      decided_by: decision.by,
      decided_at: decision.at,
      reason,
      explanation: decision.explanation,
      group_id: effective.groupId,
      authorization: effective.row ? toAuthorization(effective.row) : null,
      ...(effective.ranOut && { ran_out: toRanOut(effective.ranOut) }),
      ...(around.quiet && { quiet: true as const }),
    }
  })
}

function toRanOut(row: AuthorizationRow): NonNullable<Check['ran_out']> {
  const { kind, model_id, sn, group_id, display_name, ends_at, updated_at } = row
  return { kind, model_id, sn, group_id, display_name, at: ends_at ?? updated_at }
}

/** One of them. @throws CallgrantError `model_unknown` */
export async function checkAuthorization(
  ctx: Context,
  caller: { appid: string },
  question: CheckAuthorization,
  language: Language = 'en',
): Promise<Check> {
  const [answer] = await checkAuthorizations(ctx, caller, [question], language)
  return answer as Check
}
