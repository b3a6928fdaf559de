/**
 * Every code that `requestDeviceVoIP` and the plugin can meet (wechat-surface 1.1, 2.7), brought about on purpose. The
 * last test sees to it that none is left out.
 */

import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import { VOIP_CODES } from '@callgrant/wechat'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createEmulator,
  days,
  type EmulatedDevice,
  type EmulatedPerson,
  type Emulator,
  minutes,
  seconds,
} from './index.ts'

let emulator: Emulator
let parent: EmulatedPerson
let door: EmulatedDevice
beforeEach(async () => {
  emulator = await createEmulator()
  parent = await emulator.person('parent')
  door = await emulator.device('door-1')
})
afterEach(() => emulator.close())

type Failure = { errMsg: string; errCode?: number; errno?: number }
const option = async (sn = 'door-1') => ({
  sn,
  snTicket: (await emulator.ticket(sn)).sn_ticket,
  modelId: emulator.modelId,
  deviceName: 'Front',
})
/** What `fail` was given. */
const asks = (given: object, person = parent): Promise<Failure> =>
  new Promise((fail, unexpected) => {
    const success = () => unexpected(new Error('it was granted'))
    person.wx.requestDeviceVoIP({ ...given, success, fail } as never)
  })
const allow = async () => {
  const given = await option()
  const granted = new Promise((success, fail) => parent.wx.requestDeviceVoIP({ ...given, success, fail }))
  await parent.user.allow()
  await granted
}

const produced = new Set<number>()
const code = ({ errCode, errno }: { errCode?: number; errno?: number }) => {
  const number = errCode ?? errno ?? 0
  produced.add(number)
  return number
}

describe('requestDeviceVoIP fails with', () => {
  const cases: [number, string, () => Promise<Failure>][] = [
    [1001, 'a parameter missing', async () => asks({ sn: 'door-1' })],
    [
      1001,
      'a group on base library 2.30.3 (A18)',
      async () => {
        const old = await emulator.person('old', { baseLibrary: '2.30.3' })
        return asks({ isGroup: true, groupId: await emulator.group('Doors', ['door-1']) }, old)
      },
    ],
    [
      10001,
      'an authorization that there is (A2)',
      async () => {
        await allow()
        return asks(await option())
      },
    ],
    [
      10008,
      'the ticket of another device (A12)',
      async () => asks({ ...(await option()), snTicket: (await emulator.ticket('gate-1')).sn_ticket }),
    ],
    [
      10008,
      'a ticket older than 5 minutes (A12)',
      async () => {
        const given = await option()
        await emulator.advance(minutes(5) + 1000)
        return asks(given)
      },
    ],
    [
      10021,
      'Reject tapped now',
      async () => {
        const answer = asks(await option())
        await parent.user.reject()
        return answer
      },
    ],
    [
      10021,
      'Reject tapped before (A1)',
      async () => {
        const answer = asks(await option())
        await parent.user.reject()
        await answer
        return asks(await option())
      },
    ],
    [
      10021,
      'the device switched off in settings',
      async () => {
        await allow()
        await parent.user.switchOff('door-1')
        return asks(await option())
      },
    ],
    [
      10022,
      'the dialog dismissed',
      async () => {
        const answer = asks(await option())
        await parent.user.dismiss()
        return answer
      },
    ],
    [10025, 'a group that there is not', async () => asks({ isGroup: true, groupId: 'g_none' })],
    [
      -12001,
      'no capability',
      async () => {
        await emulator.capability(false)
        return asks(await option())
      },
    ],
    [
      600001,
      'no network',
      async () => {
        const given = await option()
        parent.network.cut()
        return asks(given)
      },
    ],
    [
      600001,
      'the server gone',
      async () => {
        const given = await option()
        await emulator.server.stop()
        return asks(given)
      },
    ],
  ]
  test.each(cases)('%i: %s', async (number, _, produce) => {
    const failure = await produce()
    expect(code(failure)).toBe(number)
    expect(failure.errMsg).toMatch(/^requestDeviceVoIP:fail /)
  })
})

type Refusal = { errCode: number; errMsg: string }
/** What a promise was refused with, however the function says no. */
async function refused(work: Promise<unknown>): Promise<Refusal> {
  const answer = await work.catch((error: unknown) => error)
  expect(answer).toMatchObject({ errCode: expect.any(Number), errMsg: expect.any(String) })
  return answer as Refusal
}
/** The event that says why a room could not be joined. */
async function joinFailure(side: EmulatedDevice | EmulatedPerson): Promise<Refusal> {
  const events: { eventName: string; data: object }[] = []
  side.plugin.onVoipEvent((event) => events.push(event))
  await allow()
  await door.call('parent')
  if (side === parent) await parent.user.answer()
  await emulator.settle()
  const failure = events.find(({ eventName }) => eventName.startsWith('joinFail'))
  return (failure?.data ?? {}) as Refusal
}
const callWMPF = (pushToken: unknown, more: object = {}) =>
  parent.plugin.callWMPF({
    roomType: 'video',
    sn: 'door-1',
    modelId: emulator.modelId,
    nickName: 'Parent',
    pushToken: pushToken as string,
    ...more,
  })

describe('the plugin fails with', () => {
  const cases: [number, string, () => Promise<Refusal>][] = [
    [
      2,
      'a device that says it is another (C4)',
      () => refused(door.call('parent', { caller: { id: 'gate-1' } })),
    ],
    [2, 'a call to a device that is not registered', () => refused(parent.call('nobody-1'))],
    [
      5,
      'a fault of the server while it makes the room',
      () => {
        parent.network.fail('call.start', { code: 'room_failed' })
        return refused(parent.call('door-1'))
      },
    ],
    [7, 'an openid that is none', () => refused(door.call('not an openid'))],
    [9, 'a person who was never asked (C2)', () => refused(door.call('parent'))],
    [
      9,
      'a person who deleted the Mini Program (A3)',
      async () => {
        await allow()
        await parent.user.deleteMiniProgram()
        return refused(door.call('parent'))
      },
    ],
    [
      9,
      'a device moved out of the group (A6)',
      async () => {
        const groupId = await emulator.group('Doors', ['door-1'])
        const granted = asks({ isGroup: true, groupId }).catch(() => ({}))
        await parent.user.allow()
        await granted
        await emulator.removeFromGroup(groupId, ['door-1'])
        return refused(door.call('parent'))
      },
    ],
    [9, 'initByCaller of a person who has not authorized (C3)', () => refused(parent.ring('door-1'))],
    [
      12,
      'no capability',
      async () => {
        await emulator.capability(false)
        return refused(parent.call('door-1'))
      },
    ],
    [13, 'a voipToken where there must be none', () => refused(door.call('parent', { voipToken: 'ticket' }))],
    [
      13,
      'a device that another unit replaced',
      async () => {
        await allow()
        await door.replace()
        return refused(door.call('parent'))
      },
    ],
    [14, 'a push token that is none', () => refused(callWMPF('token'))],
    [
      14,
      'a push token past its time',
      async () => {
        const token = await door.pushToken()
        await door.close()
        await emulator.advance(days(8))
        return refused(callWMPF(token))
      },
    ],
    [
      17,
      'a push token of another model',
      async () => {
        const bell = await emulator.device('bell-1', { modelId: 'm_bell', modelType: 'bell' })
        return refused(callWMPF(await bell.pushToken(), { sn: 'bell-1' }))
      },
    ],
    [
      19,
      'a person of another app',
      async () => {
        await (await emulator.otherApp()).person('stranger')
        return refused(door.call('stranger'))
      },
    ],
    [20, 'an openid that nobody has', () => refused(door.call('nobody'))],
    [
      22,
      'a charge type that there is not',
      () => refused(parent.call('door-1', { chargeType: 'free' as 'license' })),
    ],
    [
      1000,
      'a device that was never registered',
      async () => refused((await emulator.device('new-1', { registered: false })).call('parent')),
    ],
    [1001, 'no push token', () => refused(callWMPF(undefined))],
    [
      1002,
      'no network',
      async () => {
        parent.network.cut()
        const answer = refused(parent.call('door-1'))
        await emulator.advance(seconds(6))
        return answer
      },
    ],
    [
      1003,
      'an answer that is no JSON',
      () => {
        door.network.fail('/v1/device/contacts', 'garbage')
        const request = { sn: 'door-1', model_id: emulator.modelId, openid_list: ['parent'] }
        return refused(door.plugin.getIotBindContactList(request))
      },
    ],
    [
      1004,
      'a room type that there is not',
      () => refused(parent.call('door-1', { roomType: 'text' as 'voice' })),
    ],
    [
      1005,
      'a call while another is under way (C8)',
      async () => {
        await parent.call('door-1')
        return refused(parent.call('door-1'))
      },
    ],
    [
      1006,
      'a phone that calls as a device',
      () =>
        refused(
          parent.plugin.initByCaller({
            roomType: 'voice',
            businessType: 1,
            caller: { id: 'door-1' },
            listener: { id: 'parent' },
          }),
        ),
    ],
    [
      1007,
      'a device that calls as a phone',
      () => refused(door.plugin.callDevice({ roomType: 'voice', sn: 'door-1', modelId: emulator.modelId })),
    ],
    [
      1008,
      'an answer that another phone was quicker with (C7)',
      async () => {
        const tablet = await emulator.person('parent')
        await allow()
        await door.call('parent')
        const answers = await Promise.allSettled([parent.user.answer(), tablet.user.answer()])
        return refused(
          Promise.reject(answers.flatMap((one) => (one.status === 'rejected' ? one.reason : []))[0]),
        )
      },
    ],
    [1011, 'a face-pay terminal', () => refused(door.call('parent', { businessType: 0 }))],
    [
      2000,
      'media that fails for a reason of its own',
      () => {
        parent.media.microphone = new Error('no codec')
        return joinFailure(parent)
      },
    ],
    [
      2007,
      'a microphone that is in use',
      () => {
        door.media.microphone = 'broken'
        return joinFailure(door)
      },
    ],
    [
      2009,
      'the app put away before the room is joined',
      async () => {
        door.network.fail('call.join', 'lost')
        const events: { eventName: string; data: object }[] = []
        door.plugin.onVoipEvent((event) => events.push(event))
        await allow()
        await door.call('parent')
        await door.user.hideApp()
        return events.find(({ eventName }) => eventName === 'joinFailCaller')?.data as Refusal
      },
    ],
    [
      2102,
      'a camera that the person does not allow',
      () => {
        parent.media.camera = 'denied'
        return joinFailure(parent)
      },
    ],
  ]
  test.each(cases)('%i: %s', async (number, _, produce) => {
    const refusal = await produce()
    expect(refusal, JSON.stringify(refusal)).toMatchObject({ errCode: number })
    expect(refusal.errMsg).not.toBe('')
    code(refusal)
  })
})

afterAll(() => {
  const can = Object.entries(VOIP_CODES).filter(([, { side }]) => side !== null)
  const all = [...can.map(([number]) => Number(number)), ...Object.values(DEVICE_VOIP_CODES)]
  expect(all.filter((number) => !produced.has(number))).toEqual([])
})
