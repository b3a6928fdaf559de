/** The door rings, the person answers and hangs up; a ring without consent is refused. */

import assert from 'node:assert/strict'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import type { Device } from '@callgrant/sdk/device'
import type { Call, Received } from '@callgrant/sdk/person'
import { say } from 'callgrant/command-line'
import { eventually } from './eventually.ts'
import { type DemoState, DOOR_NAME, OPENID, required } from './state.ts'
import type { Step } from './step.ts'

const doorOf = (demo: DemoState) => required(demo.doors[0], 'The door')

function request(door: Device) {
  return { roomType: 'video' as const, businessType: 1, caller: { id: door.sn }, listener: { id: OPENID } }
}

/** Rings, and waits until the phone does. */
export async function ring(demo: DemoState, door: Device): Promise<{ door: Call; phone: Call }> {
  const phone = required(demo.phone, 'The phone')
  const started = await door.initByCaller(request(door))
  assert(started.isSuccess, `The ring should be let through, but: ${started.isSuccess ? '' : started.errMsg}`)
  const { roomId } = started
  const call = await eventually('The phone did not ring', () =>
    phone.currentCall?.roomId === roomId && phone.currentCall.state === 'incoming' ? phone.currentCall : null,
  )
  return { door: required(door.currentCall, 'The door’s call'), phone: call }
}

/** Rings, and expects `errCode` 9. */
export async function ringRefused(door: Device): Promise<{ errCode: number; errMsg: string }> {
  const refused = await door.initByCaller(request(door))
  assert(!refused.isSuccess, 'The ring should be refused, but the phone rings.')
  assert(
    refused.errCode === PLUGIN_CODES.NOT_AUTHORIZED,
    `The ring should be refused with 9, but: ${refused.errCode} ${refused.errMsg}`,
  )
  return { errCode: refused.errCode, errMsg: refused.errMsg }
}

/** Waits until both sides know that the call is over. @returns how it ended */
export async function untilEnded({ door, phone }: { door: Call; phone: Call }): Promise<string> {
  await eventually('The call did not end on both sides', () => door.end && phone.end)
  const [near, far] = [required(door.end, 'The end'), required(phone.end, 'The end')]
  assert(near.reason === far.reason, `It should end alike on both sides: ${near.reason}, ${far.reason} (C6).`)
  return near.reason
}

/** About a second of media, so that it is more than the first picture. */
const ENOUGH_PACKETS = 10

function flows(received: Received | null): received is Received {
  return (
    received !== null && [received.audio, received.video].every(({ packets }) => packets >= ENOUGH_PACKETS)
  )
}

export const talkSteps: Step[] = [
  {
    step: 'ring',
    about: say('the door rings, and the phone shows its name', '门铃呼叫，手机显示其名称'),
    async run(demo) {
      demo.call = await ring(demo, doorOf(demo))
      const { peerName, roomId } = demo.call.phone
      assert(peerName === DOOR_NAME, `The phone should show “${DOOR_NAME}”, not “${peerName}” (A9).`)
      return { roomId, peerName }
    },
  },
  {
    step: 'answer',
    about: say('the person answers', '用户接听'),
    async run(demo) {
      const { door, phone } = required(demo.call, 'The call')
      await phone.accept()
      await eventually(
        'They did not come to talk',
        () => door.state === 'talking' && phone.state === 'talking',
      )
      return { state: phone.state }
    },
  },
  {
    step: 'media',
    about: say('sound and picture arrive on both sides', '双方均收到声音和画面'),
    async run(demo) {
      const { door, phone } = required(demo.call, 'The call')
      const both = async () => {
        const [atDoor, atPhone] = [await door.received(), await phone.received()]
        return flows(atDoor) && flows(atPhone) ? { device: atDoor, person: atPhone } : null
      }
      return eventually('Sound and picture did not arrive on both sides', both)
    },
  },
  {
    step: 'hangup',
    about: say('the person hangs up; it ends on both sides', '用户挂断，双方通话结束'),
    async run(demo) {
      const call = required(demo.call, 'The call')
      await call.phone.hangUp()
      const reason = await untilEnded(call)
      assert(reason === 'hung_up', `It should end as hung_up, not ${reason}.`)
      const kept = await required(demo.backend, 'The back end').calls.get(call.phone.roomId)
      assert(kept.state === 'ended', `The server should have it ended, not ${kept.state}.`)
      return { reason, keepTime: call.phone.keepTime }
    },
  },
]

export const ringRefusedStep: Step = {
  step: 'ring-refused',
  about: say('the door’s ring is refused', '门铃的呼叫被拒绝'),
  run: (demo) => ringRefused(doorOf(demo)),
}

export const ringAgain: Step = {
  step: 'ring-again',
  about: say('the door can ring again; the person declines', '门铃可再次呼叫；用户拒接'),
  async run(demo) {
    const call = await ring(demo, doorOf(demo))
    await call.phone.reject()
    const reason = await untilEnded(call)
    assert(reason === 'rejected', `It should end as rejected, not ${reason}.`)
    return { reason }
  },
}
