/** The app that the try pages use, made at the first start with `--dev` as its maker would make it. */

import { CallgrantError } from '@callgrant/protocol'
import type { Context } from '../acts/context.ts'
import { createApp } from '../acts/create-app.ts'
import { createModel } from '../acts/create-model.ts'

export const TRY_APP = { role: 'backend', appid: 'cg_try' } as const
export const TRY_APP_NAME = 'Callgrant'
export const TRY_MODEL = 'm_door'
export const TRY_MODEL_TYPE = 'door phone'

/** Makes the app and its model where they are not there yet. Its secret is random and kept by nobody. */
export async function ensureDemoApp(ctx: Context): Promise<void> {
  await unlessThere('app_exists', () => createApp(ctx, { appid: TRY_APP.appid, name: TRY_APP_NAME }))
  await unlessThere('model_exists', () =>
    createModel(ctx, TRY_APP, { model_id: TRY_MODEL, model_type: TRY_MODEL_TYPE }),
  )
}

async function unlessThere(code: 'app_exists' | 'model_exists', make: () => Promise<unknown>): Promise<void> {
  try {
    await make()
  } catch (error) {
    if (!(error instanceof CallgrantError) || error.code !== code) throw error
  }
}
