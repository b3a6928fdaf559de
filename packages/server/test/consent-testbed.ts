/** For tests of consent: one app, one model and one person, a clock that the test sets, and the events of the app. */

import type { Asked, Session } from '@callgrant/protocol'
import { CallgrantError, type ErrorCode } from '@callgrant/protocol/errors'
import pino from 'pino'
import { expect } from 'vitest'
import { createApp } from '../src/acts/apps/create-app.ts'
import { createSession } from '../src/acts/apps/create-session.ts'
import { askAuthorization } from '../src/acts/consent/ask-authorization.ts'
import { decideAuthorization } from '../src/acts/consent/decide-authorization.ts'
import { createModel } from '../src/acts/devices/create-model.ts'
import { issueTicket } from '../src/acts/devices/issue-ticket.ts'
import { createGroup } from '../src/acts/groups/create-group.ts'
import type { Address } from '../src/bus/bus.ts'
import { inProcessBus } from '../src/bus/in-process.ts'
import type { BusMessage } from '../src/bus/messages.ts'
import { readSettings } from '../src/config/settings.ts'
import type { Context, DeviceCaller, PersonCaller } from '../src/context.ts'
import { keyPrint } from '../src/credentials/device-key.ts'
import { generateMasterKey, parseKeys } from '../src/credentials/keys.ts'
import type { Database } from '../src/store/store.ts'
import { eventsFromNow } from './events.ts'

/** When the clock of every testbed starts. */
export const NOON = 1_700_000_000_000
export const MODEL = 'm_door'
/** Public key of the devices that call acts directly; a test that lets one ring binds it. */
export const DEVICE_KEY = 'A'.repeat(43)

export type ConsentTestbed = Awaited<ReturnType<typeof createConsentTestbed>>

/** @param store an empty one @param appid of the app that the testbed is about */
export async function createConsentTestbed(store: Database, appid = 'app') {
  const clock = { now: NOON }
  const log = pino({ level: 'silent' })
  const ctx: Context = {
    store,
    bus: inProcessBus(log),
    keys: parseKeys(generateMasterKey()),
    // Its clock stands still.
    settings: { ...readSettings(), asksPerMinute: 0, asksPerDay: 0 },
    log,
    now: () => clock.now,
  }
  await createApp(ctx, { name: 'Campus', appid })
  const backend = { role: 'backend' as const, appid }
  await createModel(ctx, backend, { model_id: MODEL, model_type: 'door phone' })

  const person = async (openid = 'alice'): Promise<PersonCaller> => {
    const session: Session = await createSession(ctx, backend, { openid })
    return { role: 'person', appid, openid: session.openid }
  }
  const ticket = async (sn: string, modelId = MODEL) =>
    (await issueTicket(ctx, backend, { model_id: modelId, sn })).sn_ticket
  const askDevice = async (who: PersonCaller, sn: string, deviceName = 'Front'): Promise<Asked> =>
    askAuthorization(ctx, who, {
      sn,
      sn_ticket: await ticket(sn),
      model_id: MODEL,
      device_name: deviceName,
    })
  const askGroup = (who: PersonCaller, groupId: string) => askAuthorization(ctx, who, { group_id: groupId })
  const decide = (who: PersonCaller, { ask }: Asked, decision: 'allow' | 'reject') =>
    decideAuthorization(ctx, who, { ask, decision, words: `May ${who.openid} be rung?`, sdk: 'test/1' })

  return {
    ctx,
    store,
    clock,
    backend,
    person,
    device: (sn: string): DeviceCaller => ({
      role: 'device',
      appid,
      modelId: MODEL,
      sn,
      keyPrint: keyPrint(DEVICE_KEY),
    }),
    ticket,
    askDevice,
    askGroup,
    decide,
    /** The person allows, or rejects, a device in the dialog. */
    decideDevice: async (who: PersonCaller, sn: string, decision: 'allow' | 'reject' = 'allow') =>
      decide(who, await askDevice(who, sn), decision),
    decideGroup: async (who: PersonCaller, groupId: string, decision: 'allow' | 'reject' = 'allow') =>
      decide(who, await askGroup(who, groupId), decision),
    group: async (name = 'Hall') =>
      (await createGroup(ctx, backend, { model_id: MODEL, group_name: name })).group_id,
    /** Everything that is sent to an address from now on. */
    hear<M extends BusMessage>(to: Address<M>): M[] {
      const heard: M[] = []
      // Live at once: it is a bus of one process.
      void ctx.bus.subscribe(to, (message) => heard.push(message))
      return heard
    },
    /** Reads what the app's back end is told from now on. */
    events: () => eventsFromNow(ctx, appid),
  }
}

/** Expects a refusal with this code. */
export async function expectRefusal(work: Promise<unknown>, code: ErrorCode): Promise<CallgrantError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if (!('error' in outcome)) expect.fail(`was not refused, but answered ${JSON.stringify(outcome.value)}`)
  expect(outcome.error).toBeInstanceOf(CallgrantError)
  expect(outcome.error).toMatchObject({ code })
  return outcome.error as CallgrantError
}
