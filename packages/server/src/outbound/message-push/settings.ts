/** The message-push settings of an app as the store holds them: what may be shown, and the encrypted secrets. */

import type { MessagePush, SetMessagePush } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { seal, unseal } from '../../credentials/sealed.ts'
import type { PushSecrets } from './envelope.ts'

/** The column `app.message_push`. */
interface Stored extends MessagePush {
  sealed: string
}

/** @returns the text to store */
export function storeMessagePush(ctx: Context, appid: string, set: SetMessagePush): string {
  const { url, format, calls, token, aes_key } = set
  const secrets: PushSecrets = { token, aesKey: aes_key }
  return JSON.stringify({
    url,
    format,
    calls,
    sealed: seal(ctx.keys, JSON.stringify(secrets), boundTo(appid)),
  } satisfies Stored)
}

/** What may be answered: never the token nor the key. */
export function shownMessagePush(stored: string | null): MessagePush | null {
  if (stored === null) return null
  const { url, format, calls }: Stored = JSON.parse(stored)
  return { url, format, calls }
}

/** @returns null when the master key that sealed the secrets is gone: they must be set again */
export function pushSecrets(ctx: Context, appid: string, stored: string): PushSecrets | null {
  const { sealed }: Stored = JSON.parse(stored)
  const text = unseal(ctx.keys, sealed, boundTo(appid))
  return text === null ? null : JSON.parse(text)
}

function boundTo(appid: string): string {
  return `message push of ${appid}`
}
