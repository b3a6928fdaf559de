/** Every event of `onVoipEvent`, and the way a call goes, phase by phase. */

import {
  type EmulatedDevice,
  type EmulatedPerson,
  type Emulator,
  minutes,
  seconds,
} from '@callgrant/emulator'
import { describe, expect } from 'vitest'
import { authorize, authorizeGroup, pair, type Told } from './lib/acts.ts'
import { test } from './lib/test.ts'

const RING = ['joinedRoomByCaller']
const END = ['endVoip', 'finishVoip']

/** Data of the last event of this name that was heard there. */
function dataOf(client: EmulatedPerson | EmulatedDevice, eventName: string): Told {
  return client.heard.findLast((event) => event.eventName === eventName)?.data
}

async function talking(emulator: Emulator) {
  const { parent, door } = await pair(emulator)
  await door.call('parent')
  await parent.user.answer()
  return { parent, door }
}

describe('events', () => {
  test('of a call that is answered and hung up, on both sides', async ({ covers, emulator }) => {
    const { parent, door } = await talking(emulator)
    await emulator.advance(seconds(3))
    await parent.user.hangUp()
    expect(door.events).toEqual([...RING, 'startVoip', 'hangUpVoip', ...END])
    expect(parent.events).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', ...END])
    expect(door.heard.filter(({ eventName }) => eventName === 'calling').map(({ data }) => data)).toEqual([
      { keepTime: 1 },
      { keepTime: 2 },
      { keepTime: 3 },
    ])
    const keepTime = 3
    expect(dataOf(parent, 'hangUpVoip')).toEqual({ keepTime, status: 'endByListener', origin: 'manual' })
    expect(dataOf(door, 'hangUpVoip')).toEqual({ keepTime, status: 'endByListener', origin: 'other' })
    const end = {
      keepTime,
      callerName: 'iot campus phone',
      listenerName: 'parent',
      roomType: 'video',
      businessType: 1,
    }
    expect(dataOf(door, 'endVoip')).toEqual({ ...end, isCaller: true })
    expect(dataOf(parent, 'endVoip')).toEqual({ ...end, isCaller: false })
    expect(dataOf(door, 'finishVoip')).toEqual({ keepTime })
    covers.same(
      'event.startVoip',
      'event.hangOnVoip',
      'event.joinedRoomByCaller',
      'event.hangUpVoip',
      'event.hangUpVoip.status',
      'event.hangUpVoip.origin',
      'event.endVoip',
      'event.endVoip.callerName',
      'event.endVoip.listenerName',
      'event.endVoip.roomType',
      'event.endVoip.isCaller',
      'event.endVoip.businessType',
      'event.calling',
      'event.finishVoip',
      'life.callerJoins',
      'life.talks',
    )
    covers.different(
      [
        'event.hangUpVoip.keepTime',
        'event.endVoip.keepTime',
        'event.calling.keepTime',
        'event.abortVoip.keepTime',
        'event.finishVoip.keepTime',
      ],
      'whole seconds from `startVoip`: WeChat does not name the unit, and the public program that bills by it reads seconds',
    )
  })

  test('of a call that ends before the answer', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await door.call('parent')
    await parent.user.ignore()
    await door.user.hangUp()
    expect(door.events).toEqual([...RING, 'cancelVoip', ...END])
    expect(dataOf(door, 'cancelVoip')).toEqual({ status: 'manual' })
    expect(dataOf(parent, 'cancelVoip')).toEqual({ status: 'other' })
    covers.same('event.cancelVoip', 'event.cancelVoip.status', 'life.callerCancels')

    await door.user.closeCallPage()
    await parent.user.closeCallPage()
    await door.call('parent')
    await parent.user.decline()
    expect(dataOf(parent, 'rejectVoip')).toEqual({ status: 'manual' })
    expect(dataOf(door, 'rejectVoip')).toEqual({ status: 'other' })
    expect(door.events.slice(-3)).toEqual(['rejectVoip', ...END])
    covers.same('event.rejectVoip', 'event.rejectVoip.status', 'life.rejected')
  })

  test('of a call that nobody answers in 60 s', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await door.call('parent')
    await emulator.advance(seconds(59))
    expect(door.events).toEqual(RING)
    await emulator.advance(seconds(2))
    expect(door.events).toEqual([...RING, 'timeout', ...END])
    expect(parent.events).toEqual(['timeout', ...END])
    covers.same('event.timeout')
    covers.different('life.callerWaits', '60 s by default; an app may set 5 to 120 s')
  })

  test('of a call to somebody who is in another one', async ({ covers, emulator }) => {
    const { parent } = await talking(emulator)
    const other = await emulator.device('door-2')
    await authorize(emulator, parent, 'door-2')
    await other.call('parent')
    expect(other.events).toEqual(
      [...RING, 'busy', ...END].filter((name) => other.events.includes(name as never)),
    )
    expect(other.events).toContain('busy')
    expect(parent.events).not.toContain('busy')
    covers.same('event.busy', 'life.busy')
  })

  test('of a call that is broken off', async ({ covers, emulator }) => {
    const { parent, door } = await talking(emulator)
    parent.network.cut()
    await emulator.advance(seconds(40))
    expect(door.events.slice(-3)).toEqual(['abortVoip', ...END])
    expect(dataOf(door, 'abortVoip')).toMatchObject({
      keepTime: expect.any(Number),
      status: expect.stringMatching(/^(abortByListener|unknown)$/),
      error: { errMsg: expect.any(String) },
    })
    covers.same('event.abortVoip', 'event.abortVoip.status', 'event.abortVoip.error')
    covers.different(
      'event.abortVoip.native',
      'no packets and no sign of life for 15 s; the words say which side is gone',
    )
  })

  test('of a caller that never joins', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await door.plugin.initByCaller({
      roomType: 'voice',
      businessType: 1,
      caller: { id: 'door-1' },
      listener: { id: 'parent' },
    })
    await parent.user.answer()
    await emulator.advance(seconds(19))
    expect(parent.events).not.toContain('abortVoip')
    await emulator.advance(seconds(2))
    expect(dataOf(parent, 'abortVoip')).toMatchObject({
      error: { errMsg: expect.stringContaining('waitOtherToJoin') },
    })
    covers.same('event.abortVoip.waitOtherToJoin', 'life.listenerWaits')
  })

  test('of a side that cannot join', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    door.media.microphone = 'broken'
    await door.call('parent')
    expect(await door.hears('joinFailCaller')).toMatchObject({
      data: {
        errCode: 2007,
        errMsg: expect.stringMatching(/^joinFailCaller:fail /),
        message: expect.any(String),
      },
    })
    door.media.microphone = 'works'
    await door.user.closeCallPage()
    parent.media.microphone = 'broken'
    await door.call('parent')
    await parent.user.answer()
    expect(await parent.hears('joinFailListener')).toMatchObject({
      data: { errCode: 2007, message: expect.any(String) },
    })
    covers.same('event.joinFailCaller', 'event.joinFailListener', 'code.2007')
  })

  test('of the extra button', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    parent.plugin.setCustomBtnText('Open')
    const heard: Told[] = []
    parent.plugin.onVoipEvent((event) => heard.push(event))
    await door.call('parent')
    await parent.user.answer()
    await parent.user.pressCustomButton()
    await parent.user.pressCustomButton()
    const boxes = heard.filter(({ eventName }) => eventName.endsWith('CustomBox'))
    const data = { callerId: 'door-1', listenerId: 'parent' }
    expect(boxes).toMatchObject([
      { eventName: 'showCustomBox', data },
      { eventName: 'hideCustomBox', data },
    ])
    covers.same('event.showCustomBox', 'event.hideCustomBox')
  })

  test('go on while the app is hidden and another call of the telephone may come', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await talking(emulator)
    await parent.user.hideApp()
    await emulator.advance(minutes(1))
    await parent.user.showApp()
    expect(parent.screen.call?.stage).toBe('talking')
    expect(door.events).not.toContain('abortVoip')
    covers.absent(
      ['event.abortVoip.floatBall', 'event.abortVoip.incoming'],
      'A browser has no floating ball, and does not say that the telephone rings: the call goes on',
    )
    await emulator.advance(minutes(2))
    expect(parent.screen.call?.stage).toBe('talking')
    covers.same('life.maxTime')
  })
})

describe('starting', () => {
  test('is answered 9 for each reason that there is, with words that tell them apart', async ({
    covers,
    emulator,
  }) => {
    const parent = await emulator.person('parent')
    await emulator.person('child')
    const door = await emulator.device('door-1')
    const nine = async (openid = 'parent') => {
      const answer: Told = await door.call(openid)
      expect(answer).toMatchObject({ isSuccess: false, errCode: 9 })
      return answer.errMsg as string
    }
    const never = await nine()
    covers.same('life.start.checks', 'life.start.9.never')
    await authorize(emulator, parent, 'door-1')
    await nine('child')
    covers.same('life.start.9.otherPerson')
    await parent.user.switchOff('door-1')
    const off = await nine()
    expect(off).not.toBe(never)
    covers.same('life.start.9.switchedOff')
    await parent.user.deleteMiniProgram()
    await nine()
    covers.same('life.start.9.cleared')
  })

  test('is answered 9 by groups as they are at that moment', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    const second = await emulator.device('door-2')
    const groupId = await emulator.group('Block A')
    const otherId = await emulator.group('Block B')
    await authorizeGroup(parent, groupId)
    expect(await door.call('parent')).toMatchObject({ errCode: 9 })
    await emulator.addToGroup(groupId, ['door-1', 'door-2'])
    await door.call('parent')
    await parent.user.decline()
    await parent.user.closeCallPage()
    await emulator.removeFromGroup(groupId, ['door-1'])
    expect(await door.call('parent')).toMatchObject({ errCode: 9 })
    covers.same('life.start.9.notInGroup')
    await authorize(emulator, parent, 'door-2')
    await emulator.addToGroup(otherId, ['door-2'], true)
    await emulator.addToGroup(groupId, ['door-1'])
    await emulator.addToGroup(otherId, ['door-1'], true)
    expect(await door.call('parent')).toMatchObject({ errCode: 9 })
    covers.same('life.start.9.movedAway')
    expect(await second.call('parent')).toMatchObject({ isSuccess: true })
    covers.same('life.start.9.ownAnswer')
  })

  test('is answered 9 after a refusal', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await parent.user.switchOff()
    const { errMsg }: Told = await door.call('parent')
    expect(errMsg).toMatch(/^openid has refused device door-1/)
    covers.same('life.start.9.refused')
  })
})
