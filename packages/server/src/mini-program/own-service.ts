/** A whole service in this process, in memory, for one Mini Program that is tried out. */

import { CallgrantError } from '@callgrant/protocol'
import { createApp } from '../acts/create-app.ts'
import { createModel } from '../acts/create-model.ts'
import { readSettings } from '../config/settings.ts'
import { generateMasterKey } from '../domain/keys.ts'
import { generateSecret } from '../domain/secret.ts'
import { createService } from '../serve.ts'

export interface OwnService {
  server: string
  appid: string
  secret: string
  stop(): Promise<void>
}

export interface OwnServiceOptions {
  appid: string
  /** For pages that have it written in them. Default: a fresh one. */
  secret: string | undefined
  /** Shown in the dialog. */
  name: string
  models: { modelId: string; modelType: string }[]
  /** The page that may use it from a browser. */
  origin: string
}

/** Loopback, a free port, an empty store that ends with the process. */
export async function startOwnService(options: OwnServiceOptions): Promise<OwnService> {
  const { appid, secret, name, models, origin } = options
  const settings = {
    ...readSettings({}, { port: '0' }),
    databaseUrl: 'sqlite::memory:',
    keys: generateMasterKey(),
    adminToken: generateSecret(),
    allowedOrigins: [origin],
    logLevel: 'warn' as const,
  }
  const service = await createService(settings)
  await service.start()
  const app = await createApp(service.ctx, { appid, name }, secret)
  for (const { modelId, modelType } of models) {
    try {
      await createModel(service.ctx, app, { model_id: modelId, model_type: modelType })
    } catch (error) {
      if (!(error instanceof CallgrantError) || error.code !== 'model_exists') throw error
    }
  }
  return { server: service.address, appid, secret: app.secret, stop: () => service.stop() }
}
