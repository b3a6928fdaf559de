/** Whatever two sides do, and in whichever order, the events that each gets follow the grammar of events (2.6). */

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPluginTestbed, LONG, type PluginTestbed, type Side, type TestPhone } from './plugin-fixture.ts'

let plugins: PluginTestbed
beforeAll(async () => {
  plugins = await createPluginTestbed()
})
afterAll(() => plugins.close())

/** Events as one letter each; `calling` between `S` and the end, the half-screen's in pairs. */
const LETTERS: Record<string, string> = {
  joinedRoomByCaller: 'J',
  joinFailCaller: 'F',
  joinFailListener: 'F',
  hangOnVoip: 'H',
  startVoip: 'S',
  calling: 'c',
  showCustomBox: '(',
  hideCustomBox: ')',
  cancelVoip: 'X',
  rejectVoip: 'R',
  timeout: 'T',
  busy: 'B',
  hangUpVoip: 'U',
  abortVoip: 'A',
  endVoip: 'e',
  finishVoip: 'f',
}
/** Talking: seconds, the half-screen opened and closed; it is closed before the end. */
const TALK = '(S(c|\\(c*\\))*)'
const CALLER = new RegExp(`^(B|(J(${TALK}U|${TALK}A|F?[XRTUA])?|F?[XRTUA]))ef$|^J${TALK}[UA]ef$`)
const LISTENER = new RegExp(`^(H(F?[UA]|${TALK}[UA])|[XRTA])ef$`)

const ACTS = ['answer', 'decline', 'hangUp', 'force', 'press', 'leave', 'hide', 'page', 'callBack'] as const
type Act = { side: 'door' | 'phone'; act: (typeof ACTS)[number]; pause: number }
const act: fc.Arbitrary<Act> = fc.record({
  side: fc.constantFrom('door' as const, 'phone' as const),
  act: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('answer' as const, 'page' as const) },
    fc.constantFrom(...ACTS),
  ),
  // Media takes some 0.3 s to flow: now and then the two are let talk.
  pause: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 60 }) }, fc.constant(500)),
})

/** Sure to talk, whatever chance brings beside it. */
const ANSWERED: Act[] = [
  { side: 'phone', act: 'page', pause: 60 },
  { side: 'phone', act: 'answer', pause: 1000 },
]

/** A tap on what is not there is no tap. */
async function play(side: Side, act: Act['act'], callBack: () => Promise<unknown>): Promise<void> {
  const { page, voip, stack } = side
  const buttons = page.view?.buttons ?? []
  if (act === 'answer' && buttons.includes('answer')) await page.answer()
  if (act === 'decline' && buttons.includes('decline')) await page.decline()
  if (act === 'hangUp' && (buttons.includes('hangUp') || buttons.includes('cancel'))) await page.hangUp()
  if (act === 'press' && page.view?.customButton) page.pressCustomButton()
  if (act === 'force') voip.forceHangUpVoip()
  if (act === 'leave') await stack.open('reLaunch', '/pages/index/index')
  if (act === 'hide') await stack.open('navigateTo', '/pages/contacts/contacts')
  if (act === 'page') await side.toCallPage()
  if (act === 'callBack') await callBack()
}

test('random acts of both sides, at random moments', async () => {
  const seen = { caller: 0, listener: 0, talked: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 8 }), fc.boolean(), async (acts, early) => {
      const door = await plugins.device()
      const phone = (await plugins.phone()) as TestPhone
      phone.voip.setCustomBtnText('Open')
      await plugins.consent(phone, door)
      if (early) await door.toCallPage()
      const ring = () =>
        door.voip.initByCaller({
          roomType: 'voice',
          businessType: 1,
          caller: { id: door.sn },
          listener: { id: phone.openid },
        })
      const answer = await ring()
      if (!answer.isSuccess) throw answer.errObj
      const { roomId } = answer
      for (const { side, act, pause } of acts) {
        // A refused act (too late, crossed) is a right answer; the events meanwhile are what counts.
        await play(side === 'door' ? door : phone, act, ring).catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
      door.voip.forceHangUpVoip()
      phone.voip.forceHangUpVoip()
      // The device always gets the end; the phone only what reached it before the call was over.
      await door.waitForEvent('finishVoip')
      await settled(phone)
      const [caller, listener] = [door, phone].map(({ events }) =>
        events
          .filter((event) => event.roomId === roomId)
          .map(({ eventName }) => LETTERS[eventName] ?? '?')
          .join(''),
      )
      expect(caller).toMatch(CALLER)
      if (listener !== '') expect(listener).toMatch(LISTENER)
      seen.caller++
      if (listener) seen.listener++
      if (caller?.includes('S')) seen.talked++
      await Promise.all([door.instance.close(), phone.instance.close()])
    }),
    { numRuns: 25, endOnFailure: true, examples: [[ANSWERED, true]] },
  )
  // The run covers enough: some talked, and most calls reached both sides.
  expect(seen.caller).toBe(25)
  expect(seen.listener).toBeGreaterThan(12)
  expect(seen.talked).toBeGreaterThan(0)
}, 120_000)

/** Waits until no call is open on this side. */
async function settled({ instance }: Side): Promise<void> {
  const { client } = instance.host.side
  const until = Date.now() + LONG
  while (client.currentCall && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10))
}
