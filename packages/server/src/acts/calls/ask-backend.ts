/** Asks the app's back end whether a call may ring, as WeChat's cloud mode does (C16), and does what it says. */

import { applyToCall } from '../../domain/call.ts'
import type { ServerAct } from '../../domain/call-acts.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { randomId } from '../../domain/ids.ts'
import { mayRing } from '../../store/authorizations.ts'
import { findCall, updateCall } from '../../store/calls.ts'
import { lockDevice } from '../../store/devices.ts'
import { lockPerson } from '../../store/people.ts'
import { inBackground } from '../background.ts'
import type { Context } from '../context.ts'
import { postPush } from '../message-push/post-push.ts'
import { pushSecrets, shownMessagePush } from '../message-push/settings.ts'
import { endCallIf } from './act-on-call.ts'
import { announceCalls, announceStart } from './announce-calls.ts'

const ATTEMPTS = 8

/** True when this call waits for the back end's word before it rings. @param isCloud the caller asked for it */
export function awaitsBackend(messagePush: string | null, isCloud: boolean): boolean {
  return messagePush !== null && (isCloud || shownMessagePush(messagePush)?.calls === 'all')
}

/**
 * Asks, and lets the call ring or ends it. Returns at once; should this node die meanwhile, the sweep of any node ends
 * the call (C6).
 * @param messagePush the app's column, as it was when the call was placed
 */
export function askBackend(ctx: Context, row: CallRow, messagePush: string): void {
  inBackground(ctx, async (signal) => {
    let refusal: string | null
    try {
      refusal = await ask(ctx, row, messagePush, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      refusal = 'the server was stopping before the app’s back end had answered'
    }
    await conclude(ctx, row, refusal)
  })
}

/** @returns null: yes; else why not */
async function ask(
  ctx: Context,
  row: CallRow,
  messagePush: string,
  signal: AbortSignal,
): Promise<string | null> {
  const to = shownMessagePush(messagePush)
  const secrets = pushSecrets(ctx, row.appid, messagePush)
  if (!to || !secrets) {
    const why =
      'the secrets of message push were sealed with a master key that is gone: set message_push again'
    ctx.log.error({ appid: row.appid }, why)
    return why
  }
  const { appid, openid, room_id } = row
  const goesOn = async () => (await findCall(ctx.store.db, appid, room_id))?.state !== 'ended'
  return postPush(ctx, { appid, openid, to, secrets, fields: fieldsOf(row), goesOn }, signal)
}

/** The message, by WeChat's names. The two keys are for its server SDK; ours joins without them. */
function fieldsOf(row: CallRow): Record<string, string | number> {
  return {
    FromUserName: row.openid,
    CreateTime: Math.floor(row.created_at / 1000),
    MsgType: 'event',
    Event: 'iot_voip_notify',
    Action: 'join_voip_room',
    Payload: row.payload ?? '',
    RoomId: row.room_id,
    SessionKey: randomId(),
    ServerToken: randomId(),
    ModelId: row.model_id,
    Sn: row.sn,
  }
}

/** Writes what the back end said, unless the call ended meanwhile: cancelled, withdrawn (A7) or out of time. */
async function conclude(ctx: Context, { appid, room_id }: CallRow, refusal: string | null): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await findCall(ctx.store.db, appid, room_id)
    if (!row || row.state === 'ended') return
    const next = refusal === null ? await letRing(ctx, row) : await endBy(ctx, row, refusal)
    if (next === null) continue
    await (next.state === 'ended' ? announceCalls(ctx, [next]) : announceStart(ctx, next))
    return
  }
  ctx.log.warn({ room_id }, 'what the back end said could not be written; the sweep will end the call')
}

async function endBy(ctx: Context, row: CallRow, message: string): Promise<CallRow | null> {
  const act: ServerAct = { type: 'backend_refused', message }
  return ctx.store.transaction((tx) => endCallIf(tx, row, [act], ctx.now()))
}

/**
 * The listener is told only now: so the consent, and the group that the device is in, are read again at this moment,
 * under the locks that a withdrawal takes (A6, A7).
 * @returns null when somebody else was first
 */
async function letRing(ctx: Context, row: CallRow): Promise<CallRow | null> {
  const { appid, openid, model_id, sn } = row
  return ctx.store.transaction(async (tx) => {
    if (row.caller_kind === 'device') {
      await lockPerson(tx, appid, openid)
      await lockDevice(tx, appid, { modelId: model_id, sn })
      if (!(await mayRing(tx, appid, openid, model_id, sn))) {
        return endCallIf(tx, row, [{ type: 'consent_withdrawn' }], ctx.now())
      }
    }
    const outcome = applyToCall(row, { type: 'backend_approved' }, ctx.now())
    if (outcome.kind !== 'changed' || !(await updateCall(tx, row, outcome.changes))) return null
    return { ...row, ...outcome.changes }
  })
}
