/** A service in this process, in memory, for one Mini Program that is tried out. */

import { createBackend } from '@callgrant/sdk/backend'
import { createMemoryService } from 'callgrant'

export interface OwnService {
  server: string
  appid: string
  secret: string
  stop(): Promise<void>
}

export interface OwnServiceOptions {
  appid: string
  /** For pages that have it written in them. Default: a new one. */
  secret: string | undefined
  /** Shown in the dialog. */
  name: string
  /** The kind of the device: its id, and its device-type name. */
  model: { modelId: string; modelType: string }
  /** The page that may use it from a browser. */
  origin: string
}

/** Loopback, a free port, an empty store that ends with the process. */
export async function startOwnService(options: OwnServiceOptions): Promise<OwnService> {
  const { appid, secret: given, name, model, origin } = options
  const service = await createMemoryService({ allowedOrigins: [origin], logLevel: 'warn' })
  await service.start()
  const { secret } = await service.createApp({ appid, name, secret: given })
  const backend = createBackend({ server: service.address, appid, secret })
  await backend.models.create({ model_id: model.modelId, model_type: model.modelType })
  return { server: service.address, appid, secret, stop: () => service.close() }
}
