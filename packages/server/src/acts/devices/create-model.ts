/** The back end creates a model: a kind of device, with the type name that people read (A8). */

import type { CreateModel, Model } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { randomId } from '../../credentials/ids.ts'
import { toModel } from '../wire.ts'

/** @throws CallgrantError `model_exists` when the app has a model with this id */
export async function createModel(
  ctx: Context,
  caller: { appid: string },
  request: CreateModel,
): Promise<Model> {
  const row = {
    appid: caller.appid,
    model_id: request.model_id ?? randomId('m_'),
    model_type: request.model_type,
    model_type_en: request.model_type_en ?? null,
    model_type_zh: request.model_type_zh ?? null,
    created_at: ctx.now(),
  }
  if (!(await ctx.store.models.insert(row))) throw new CallgrantError('model_exists')
  return toModel(row)
}
