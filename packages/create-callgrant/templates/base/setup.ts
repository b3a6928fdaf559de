/**
 * Makes your app known to a Callgrant server: the app, the kind of device, the webhook. `npm start` does it by itself.
 * In production once: set CALLGRANT_SERVER, CALLGRANT_ADMIN_TOKEN and BACK_END, then `npm run setup`.
 */

import { CallgrantError, createBackend, createOperator } from '@callgrant/sdk/backend'
import { MODEL } from './shared.ts'

/** The names are those of the variables that keep them. */
export interface Made {
  CALLGRANT_APPID: string
  CALLGRANT_SECRET: string
  CALLGRANT_WEBHOOK_SECRET: string
}

export interface SetupOptions {
  /** Address of the Callgrant server. */
  server: string
  /** The operator's token, which creates apps. The back end itself never has it. */
  adminToken: string
  /** Address of this project's back end, as the Callgrant server reaches it. */
  backEnd: string
  /** What an earlier run made: it is kept, and only the webhook's address is set. */
  made?: Made | undefined
}

/** @returns what the back end needs in its environment; each secret is shown by the server this once */
export async function setUp({ server, adminToken, backEnd, made }: SetupOptions): Promise<Made> {
  const { appid, secret } = made
    ? { appid: made.CALLGRANT_APPID, secret: made.CALLGRANT_SECRET }
    : await createOperator({ server, token: adminToken }).apps.create({ name: 'My doors' })
  const callgrant = createBackend({ server, appid, secret })

  await callgrant.models.create(MODEL).catch((error: unknown) => {
    if (!(error instanceof CallgrantError && error.code === 'model_exists')) throw error
  })

  const url = new URL('/api/callgrant-events', backEnd).href
  const [known] = await Array.fromAsync(callgrant.webhooks.list())
  if (made && known) {
    await callgrant.webhooks.update(known.webhook_id, { url })
    return made
  }
  const webhook = await callgrant.webhooks.create({ url })
  return { CALLGRANT_APPID: appid, CALLGRANT_SECRET: secret, CALLGRANT_WEBHOOK_SECRET: webhook.secret }
}

if (import.meta.main) {
  const { CALLGRANT_SERVER: server, CALLGRANT_ADMIN_TOKEN: adminToken, BACK_END: backEnd } = process.env
  if (!server || !adminToken || !backEnd)
    throw new Error(
      'Set CALLGRANT_SERVER, CALLGRANT_ADMIN_TOKEN and BACK_END: .env.example says what each is.',
    )
  const made = await setUp({ server, adminToken, backEnd })
  console.log('Put these into the environment of the back end:\n')
  for (const [name, value] of Object.entries(made)) console.log(`${name}=${value}`)
}
