/** The back end makes a model: a kind of device, with the type name that people read (A8). */

import type { CreateModel, Model } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { randomId } from '../domain/ids.ts'
import { insertModel } from '../store/apps.ts'
import type { Context } from './context.ts'
import { toModel } from './wire.ts'

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
    created_at: ctx.now(),
  }
  if (!(await insertModel(ctx.store.db, row))) throw new CallgrantError('model_exists')
  return toModel(row)
}
