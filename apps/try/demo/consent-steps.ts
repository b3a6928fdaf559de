/** A person is asked, agrees, switches off and on, clears, and is asked again. */

import assert from 'node:assert/strict'
import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import { say } from 'callgrant/command-line'
import { eventually } from './eventually.ts'
import { type DemoState, DOOR, DOOR_NAME, OPENID, required, ticketFor } from './state.ts'
import type { Step } from './step.ts'

const phoneOf = (demo: DemoState) => required(demo.phone, 'The phone')

/** Asks about a device or a group; `demo.asking` resolves with the result. */
export async function ask(
  demo: DemoState,
  subject: { group: string } | { device: typeof DOOR },
): Promise<void> {
  const option =
    'group' in subject
      ? { isGroup: true as const, groupId: subject.group }
      : {
          sn: subject.device.sn,
          modelId: subject.device.model_id,
          snTicket: await ticketFor(demo, subject.device),
          deviceName: 'Front',
        }
  demo.asking = phoneOf(demo)
    .requestDeviceVoIP(option)
    .catch((refusal: { errMsg: string; errCode?: number }) => refusal)
}

/** Waits for the next dialog. @param before how many there were */
async function dialog(demo: DemoState, before: number) {
  return eventually('The phone showed no dialog', () => demo.dialogs[before])
}

export async function answer(demo: DemoState, before: number, choice: 'allow' | 'reject') {
  const shown = await dialog(demo, before)
  shown.answer(choice)
  return required(await demo.asking, 'The question')
}

async function statusOf(demo: DemoState): Promise<number | undefined> {
  const { list } = await phoneOf(demo).getDeviceVoIPList()
  return list.find(({ sn, model_id }) => sn === DOOR.sn && model_id === DOOR.model_id)?.status
}

export const askSteps: Step[] = [
  {
    step: 'ask',
    about: say('the phone asks: may this door ring you?', '手机询问：是否允许此门铃呼叫你？'),
    async run(demo) {
      await ask(demo, { device: DOOR })
      const { displayName, words } = await dialog(demo, 0)
      assert(displayName === DOOR_NAME, `The dialog should name “${DOOR_NAME}”, not “${displayName}” (A8).`)
      return { dialog: true, displayName, words }
    },
  },
  {
    step: 'allow',
    about: say('the person taps Allow', '用户点击允许'),
    async run(demo) {
      const { errMsg } = await answer(demo, 0, 'allow')
      assert(errMsg === 'requestDeviceVoIP:ok', `It should be allowed, but: ${errMsg}`)
      return { errMsg }
    },
  },
  {
    step: 'list',
    about: say('the person’s list has the door, status 1', '用户的列表中有此门铃，状态为 1'),
    async run(demo) {
      const { list } = await phoneOf(demo).getDeviceVoIPList()
      assert(
        list.length === 1 && (await statusOf(demo)) === 1,
        `The list should have the door alone: ${JSON.stringify(list)}`,
      )
      return { list }
    },
  },
  {
    step: 'contacts',
    about: say('the door learns whom it may ring', '门铃得知可以呼叫谁'),
    async run(demo) {
      const request = { ...DOOR, openid_list: [OPENID, 'stranger'] }
      const { contact_list } = await required(demo.doors[0], 'The door').getIotBindContactList(request)
      const statuses = Object.fromEntries(contact_list.map(({ openid, status }) => [openid, status]))
      assert(
        statuses[OPENID] === 1 && statuses.stranger === 0,
        `Only ${OPENID} should be there: ${JSON.stringify(statuses)}`,
      )
      return { statuses }
    },
  },
]

export const switchOff: Step = {
  step: 'switch-off',
  about: say('the person switches the door off in settings', '用户在设置中关闭此门铃'),
  async run(demo) {
    await phoneOf(demo).switchAuthorization(DOOR, false)
    assert((await statusOf(demo)) === 0, 'The list should have status 0.')
    return { status: 0 }
  },
}

export const askRefused: Step = {
  step: 'ask-refused',
  about: say('asking again fails, with no dialog', '再次询问失败，且不弹窗'),
  async run(demo) {
    const before = demo.dialogs.length
    await ask(demo, { device: DOOR })
    const { errCode, errMsg } = required(await demo.asking, 'The question')
    assert(
      errCode === DEVICE_VOIP_CODES.REFUSED,
      `It should fail with 10021, but: ${errCode} ${errMsg} (A1).`,
    )
    assert(demo.dialogs.length === before, 'No dialog should be shown (A1).')
    return { errCode, errMsg, dialog: false }
  },
}

export const switchOn: Step = {
  step: 'switch-on',
  about: say('the person switches it on again', '用户重新开启'),
  async run(demo) {
    await phoneOf(demo).switchAuthorization(DOOR, true)
    assert((await statusOf(demo)) === 1, 'The list should have status 1.')
    return { status: 1 }
  },
}

export const clear: Step = {
  step: 'clear',
  about: say('the person removes the app’s records', '用户清除该应用的记录'),
  async run(demo) {
    const { cleared } = await phoneOf(demo).clearAuthorizations()
    assert(cleared === 1 && (await statusOf(demo)) === undefined, 'The list should be empty (A3).')
    return { cleared }
  },
}

export const askAgain: Step = {
  step: 'ask-again',
  about: say('after that the phone asks anew', '之后手机重新询问'),
  async run(demo) {
    const before = demo.dialogs.length
    await ask(demo, { device: DOOR })
    const { errMsg } = await answer(demo, before, 'allow')
    assert(errMsg === 'requestDeviceVoIP:ok', `It should be allowed, but: ${errMsg}`)
    return { dialog: true, errMsg }
  },
}
