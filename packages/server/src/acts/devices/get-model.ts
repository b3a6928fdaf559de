/** Reads one model of the app. */

import type { Model } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { toModel } from '../wire.ts'

/** @throws CallgrantError `model_unknown` */
export async function getModel(ctx: Context, caller: { appid: string }, modelId: string): Promise<Model> {
  const row = await ctx.store.models.find(caller.appid, modelId)
  if (!row) throw new CallgrantError('model_unknown')
  return toModel(row)
}
