/** A group of devices: authorized as one, and membership read at the moment of the call (A6). */

import type { Group, GroupChange } from '@callgrant/protocol'
import { say } from '../text.ts'
import { over, ring, ringRefused } from './call-steps.ts'
import { answer, ask } from './consent-steps.ts'
import { must } from './expect.ts'
import type { Step } from './step.ts'
import { addDoor, GATE, need, ticketFor, type World } from './world.ts'

const GROUP_NAME = 'Main gate'
const gateOf = (world: World) => need(world.doors[1], 'The gate')

async function makeGroup(world: World, group_name: string, force_add: boolean): Promise<string> {
  const backend = need(world.backend, 'The back end')
  const { group_id } = await backend.post<Group>('/v1/groups', { group_name, model_id: GATE.model_id })
  const { device_list } = await backend.post<GroupChange>(`/v1/groups/${group_id}/devices/add`, {
    device_list: [GATE],
    force_add,
  })
  must(device_list[0]?.code === 'ok', `The gate should be in the group, but: ${device_list[0]?.code}`)
  return group_id
}

export const groupSteps: Step[] = [
  {
    step: 'group',
    about: say(
      'a second door joins a group, and the person allows the group',
      '第二台门铃加入设备组，用户允许该组',
    ),
    async play(world) {
      await addDoor(world, GATE, await ticketFor(world, GATE))
      const group_id = await makeGroup(world, GROUP_NAME, false)
      const before = world.dialogs.length
      await ask(world, { group: group_id })
      const { errMsg } = await answer(world, before, 'allow')
      must(errMsg === 'requestDeviceVoIP:ok', `It should be allowed, but: ${errMsg}`)
      return { group_id, displayName: world.dialogs[before]?.displayName }
    },
  },
  {
    step: 'group-ring',
    about: say('a door of the group rings under the group’s name', '组内门铃以组名呼叫'),
    async play(world) {
      const call = await ring(world, gateOf(world))
      const { peerName } = call.phone
      must(peerName === GROUP_NAME, `The phone should show “${GROUP_NAME}”, not “${peerName}” (A9).`)
      await call.door.hangUp()
      const reason = await over(call)
      must(reason === 'cancelled', `It should end as cancelled, not ${reason}.`)
      return { peerName, reason }
    },
  },
  {
    step: 'group-device-moved',
    about: say('moved to another group, its ring is refused', '移到其他组后，呼叫被拒绝'),
    async play(world) {
      const group_id = await makeGroup(world, 'Back gate', true)
      return { group_id, ...(await ringRefused(gateOf(world))) }
    },
  },
]
