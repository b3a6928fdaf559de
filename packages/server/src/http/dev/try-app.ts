/** Development only: the app that the try page uses, created at the first start with `--dev`. */

import { CallgrantError } from '@callgrant/protocol'
import { createApp } from '../../acts/apps/create-app.ts'
import { createModel } from '../../acts/devices/create-model.ts'
import type { Context } from '../../context.ts'

export const TRY_APP = { role: 'backend', appid: 'cg_try' } as const
export const TRY_APP_NAME = 'Callgrant'
export const TRY_MODEL = 'm_door'
export const TRY_MODEL_TYPES = { model_type: 'door phone', model_type_zh: '门铃' } as const

/** Creates the app and its model unless they exist. Its secret is random and not kept anywhere. */
export async function ensureTryApp(ctx: Context): Promise<void> {
  await unlessExists('app_exists', () => createApp(ctx, { appid: TRY_APP.appid, name: TRY_APP_NAME }))
  await unlessExists('model_exists', () =>
    createModel(ctx, TRY_APP, { model_id: TRY_MODEL, ...TRY_MODEL_TYPES }),
  )
}

async function unlessExists(
  code: 'app_exists' | 'model_exists',
  make: () => Promise<unknown>,
): Promise<void> {
  try {
    await make()
  } catch (error) {
    if (!(error instanceof CallgrantError) || error.code !== code) throw error
  }
}
