/** Who is this person, or this device? */

import { CallgrantError } from '@callgrant/protocol/errors'
import { keyPrint } from '../domain/device-key.ts'
import { readSessionToken } from '../domain/session-token.ts'
import { findDevice } from '../store/devices.ts'
import type { Context, DeviceCaller, PersonCaller } from './context.ts'

/**
 * The holder of a session, or of a device's token. A device must still have the key that it signed in with.
 * @returns the caller, and until when the token is good (milliseconds since 1970)
 * @throws CallgrantError `token_expired`, `unauthenticated`
 */
export async function authenticateToken(
  ctx: Context,
  token: string,
): Promise<{ caller: PersonCaller | DeviceCaller; expiresAt: number }> {
  const { expiresAt, ...caller } = await readSessionToken(ctx.keys, token, ctx.now())
  if (caller.role === 'person') return { caller, expiresAt }
  const device = await findDevice(ctx.store.db, caller.appid, caller)
  const holdsItsKey = device?.public_key != null && keyPrint(device.public_key) === caller.keyPrint
  if (!holdsItsKey) throw new CallgrantError('unauthenticated')
  return { caller, expiresAt }
}
