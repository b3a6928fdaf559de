/** A person is asked, agrees, switches off and on, clears, and is asked again. */

import { say } from '../text.ts'
import { eventually, must } from './expect.ts'
import type { Step } from './step.ts'
import { DOOR, DOOR_NAME, need, OPENID, ticketFor, type World } from './world.ts'

const phoneOf = (world: World) => need(world.phone, 'The phone')

/** Asks about a device or a group; what becomes of it is in `world.asking`. */
export async function ask(world: World, subject: { group: string } | { device: typeof DOOR }): Promise<void> {
  const option =
    'group' in subject
      ? { isGroup: true as const, groupId: subject.group }
      : {
          sn: subject.device.sn,
          modelId: subject.device.model_id,
          snTicket: await ticketFor(world, subject.device),
          deviceName: 'Front',
        }
  world.asking = phoneOf(world)
    .requestDeviceVoIP(option)
    .catch((refusal: { errMsg: string; errCode?: number }) => refusal)
}

/** Waits for one more dialog than there were. */
async function dialog(world: World, before: number) {
  return eventually('The phone showed no dialog', () => world.dialogs[before])
}

export async function answer(world: World, before: number, choice: 'allow' | 'reject') {
  const shown = await dialog(world, before)
  shown.answer(choice)
  return need(await world.asking, 'The question')
}

async function statusOf(world: World): Promise<number | undefined> {
  const { list } = await phoneOf(world).getDeviceVoIPList()
  return list.find(({ sn, model_id }) => sn === DOOR.sn && model_id === DOOR.model_id)?.status
}

export const askSteps: Step[] = [
  {
    step: 'ask',
    about: say('the phone asks: may this door ring you?', '手机询问：是否允许此门铃呼叫你？'),
    async play(world) {
      await ask(world, { device: DOOR })
      const { displayName, words } = await dialog(world, 0)
      must(displayName === DOOR_NAME, `The dialog should name “${DOOR_NAME}”, not “${displayName}” (A8).`)
      return { dialog: true, displayName, words }
    },
  },
  {
    step: 'allow',
    about: say('the person taps Allow', '用户点击允许'),
    async play(world) {
      const { errMsg } = await answer(world, 0, 'allow')
      must(errMsg === 'requestDeviceVoIP:ok', `It should be allowed, but: ${errMsg}`)
      return { errMsg }
    },
  },
  {
    step: 'list',
    about: say('the person’s list has the door, status 1', '用户的列表中有此门铃，状态为 1'),
    async play(world) {
      const { list } = await phoneOf(world).getDeviceVoIPList()
      must(
        list.length === 1 && (await statusOf(world)) === 1,
        `The list should have the door alone: ${JSON.stringify(list)}`,
      )
      return { list }
    },
  },
  {
    step: 'contacts',
    about: say('the door learns whom it may ring', '门铃得知可以呼叫谁'),
    async play(world) {
      const request = { ...DOOR, openid_list: [OPENID, 'stranger'] }
      const { contact_list } = await need(world.doors[0], 'The door').getIotBindContactList(request)
      const statuses = Object.fromEntries(contact_list.map(({ openid, status }) => [openid, status]))
      must(
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
  async play(world) {
    await phoneOf(world).switchAuthorization(DOOR, false)
    must((await statusOf(world)) === 0, 'The list should have status 0.')
    return { status: 0 }
  },
}

export const askRefused: Step = {
  step: 'ask-refused',
  about: say('asking again fails, with no dialog', '再次询问失败，且不弹窗'),
  async play(world) {
    const before = world.dialogs.length
    await ask(world, { device: DOOR })
    const { errCode, errMsg } = need(await world.asking, 'The question')
    must(errCode === 10021, `It should fail with 10021, but: ${errCode} ${errMsg} (A1).`)
    must(world.dialogs.length === before, 'No dialog should be shown (A1).')
    return { errCode, errMsg, dialog: false }
  },
}

export const switchOn: Step = {
  step: 'switch-on',
  about: say('the person switches it on again', '用户重新开启'),
  async play(world) {
    await phoneOf(world).switchAuthorization(DOOR, true)
    must((await statusOf(world)) === 1, 'The list should have status 1.')
    return { status: 1 }
  },
}

export const clear: Step = {
  step: 'clear',
  about: say('the person removes the app’s records', '用户清除该应用的记录'),
  async play(world) {
    const { cleared } = await phoneOf(world).clearAuthorizations()
    must(cleared === 1 && (await statusOf(world)) === undefined, 'The list should be empty (A3).')
    return { cleared }
  },
}

export const askAgain: Step = {
  step: 'ask-again',
  about: say('after that the phone asks anew', '之后手机重新询问'),
  async play(world) {
    const before = world.dialogs.length
    await ask(world, { device: DOOR })
    const { errMsg } = await answer(world, before, 'allow')
    must(errMsg === 'requestDeviceVoIP:ok', `It should be allowed, but: ${errMsg}`)
    return { dialog: true, errMsg }
  },
}
