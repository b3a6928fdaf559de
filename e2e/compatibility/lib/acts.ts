/** What the tests of this folder do over and over. */

import type { EmulatedApp, EmulatedDevice, EmulatedPerson, Wx } from '@callgrant/emulator'

/** What a callback was called with. */
// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what an answer holds
export type Told = any

/** Calls a function of `wx` that answers by callbacks. Resolves with `success`'s answer, or with `fail`'s under `failed`. */
export function told(call: (callbacks: object) => unknown): Promise<{ ok?: Told; failed?: Told }> {
  return new Promise((resolve) => {
    call({ success: (ok: Told) => resolve({ ok }), fail: (failed: Told) => resolve({ failed }) })
  })
}

/** Asks by `requestDeviceVoIP`, with a fresh ticket; the user answers meanwhile. */
export async function ask(
  app: EmulatedApp,
  person: EmulatedPerson,
  sn: string,
  option: object = {},
): Promise<{ ok?: Told; failed?: Told }> {
  const { sn_ticket: snTicket } = await app.ticket(sn)
  return told((callbacks) =>
    request(person.wx, { sn, snTicket, modelId: app.modelId, deviceName: 'iot', ...option, ...callbacks }),
  )
}

/** `requestDeviceVoIP` with whatever a page may pass. */
export const request = (wx: Wx, option: unknown): void =>
  wx.requestDeviceVoIP(option as Parameters<Wx['requestDeviceVoIP']>[0])

/** The person agrees to a device. */
export async function authorize(app: EmulatedApp, person: EmulatedPerson, sn: string): Promise<void> {
  const asked = ask(app, person, sn)
  await person.user.allow()
  const { failed } = await asked
  if (failed) throw new Error(failed.errMsg)
}

/** The person agrees to a group. */
export async function authorizeGroup(person: EmulatedPerson, groupId: string): Promise<void> {
  const asked = told((callbacks) => request(person.wx, { isGroup: true, groupId, ...callbacks }))
  await person.user.allow()
  const { failed } = await asked
  if (failed) throw new Error(failed.errMsg)
}

/** A person and a device that they agreed to. */
export async function pair(app: EmulatedApp): Promise<{ parent: EmulatedPerson; door: EmulatedDevice }> {
  const parent = await app.person('parent')
  const door = await app.device('door-1')
  await authorize(app, parent, 'door-1')
  return { parent, door }
}

/** The entries of `getDeviceVoIPList`. */
export async function listOf(person: EmulatedPerson): Promise<Told[]> {
  const { ok, failed } = await told((callbacks) => person.wx.getDeviceVoIPList(callbacks))
  if (failed) throw new Error(failed.errMsg)
  return ok.list
}

/** An error that must be thrown. */
export async function thrown(work: () => unknown): Promise<Told> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
