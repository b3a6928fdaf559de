/** One model of the app. */

import type { Model } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { findModel } from '../store/apps.ts'
import type { Context } from './context.ts'
import { toModel } from './wire.ts'

/** @throws CallgrantError `model_unknown` */
export async function getModel(ctx: Context, caller: { appid: string }, modelId: string): Promise<Model> {
  const row = await findModel(ctx.store.db, caller.appid, modelId)
  if (!row) throw new CallgrantError('model_unknown')
  return toModel(row)
}
