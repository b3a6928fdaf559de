/** Asks the app's back end whether a call may ring, as WeChat's cloud mode does (C16), and does what it says. */

import type { Context } from '../../context.ts'
import { randomId } from '../../credentials/ids.ts'
import { postPush } from '../../outbound/message-push/post-push.ts'
import { pushSecrets, shownMessagePush } from '../../outbound/message-push/settings.ts'
import type { ServerAct } from '../../rules/call/acts.ts'
import { applyToCall } from '../../rules/call/apply.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { inBackground } from '../background.ts'
import { announceCalls, announceStart } from './announce-calls.ts'
import { takeRing } from './judge-ring.ts'
import { endCallIf, writeChange } from './write-change.ts'

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
export function askBackend(ctx: Context, row: CallState, messagePush: string): void {
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
  row: CallState,
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
  const { appid, openid, roomId } = row
  const goesOn = async () => (await ctx.store.calls.find(appid, roomId))?.state !== 'ended'
  return postPush(ctx, { appid, openid, to, secrets, fields: fieldsOf(row), goesOn }, signal)
}

/** The message, by WeChat's names. The two keys are for its server SDK; ours joins without them. */
function fieldsOf(row: CallState): Record<string, string | number> {
  return {
    FromUserName: row.openid,
    CreateTime: Math.floor(row.createdAt / 1000),
    MsgType: 'event',
    Event: 'iot_voip_notify',
    Action: 'join_voip_room',
    Payload: row.payload ?? '',
    RoomId: row.roomId,
    SessionKey: randomId(),
    ServerToken: randomId(),
    ModelId: row.modelId,
    Sn: row.sn,
  }
}

/** Writes what the back end said, unless the call ended meanwhile: cancelled, withdrawn (A7) or out of time. */
async function conclude(ctx: Context, { appid, roomId }: CallState, refusal: string | null): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await ctx.store.calls.find(appid, roomId)
    if (!row || row.state === 'ended') return
    const next = refusal === null ? await letRing(ctx, row) : await endBy(ctx, row, refusal)
    if (next === null) continue
    if (next.state === 'ended') announceCalls(ctx, [next])
    else await announceStart(ctx, next)
    return
  }
  ctx.log.warn({ roomId }, 'what the back end said could not be written; the sweep will end the call')
}

async function endBy(ctx: Context, row: CallState, message: string): Promise<CallState | null> {
  const act: ServerAct = { type: 'backend_refused', message }
  return ctx.store.write((tx) => endCallIf(tx, row, [act], ctx.now()))
}

/**
 * The listener is told only now: so the consent, and the group that the device is in, are read again at this moment,
 * under the locks that a withdrawal takes (A6, A7); and what is good for a number of rings is used only now (Y4).
 * @returns null when somebody else was first
 */
async function letRing(ctx: Context, row: CallState): Promise<CallState | null> {
  const { appid, openid, modelId, sn } = row
  return ctx.store.write(async (tx) => {
    if (row.callerKind === 'device') {
      await tx.people.lock(appid, openid)
      await tx.devices.lock(appid, { modelId, sn })
      const consent = await tx.consent.effective(appid, openid, modelId, sn, ctx.now)
      if (!consent.allowed || !(await takeRing(ctx, tx, consent))) {
        return endCallIf(tx, row, [{ type: 'consent_withdrawn' }], ctx.now())
      }
    }
    const outcome = applyToCall(row, { type: 'backend_approved' }, ctx.now())
    return outcome.kind === 'changed' ? writeChange(tx, row, outcome.changes, ctx.now()) : null
  })
}
