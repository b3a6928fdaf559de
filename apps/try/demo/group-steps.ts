/** A group of devices: authorized as one, and membership read at the moment of the call (A6). */

import assert from 'node:assert/strict'
import { say } from 'callgrant/command-line'
import { ring, ringRefused, untilEnded } from './call-steps.ts'
import { answer, ask } from './consent-steps.ts'
import { addDoor, type DemoState, GATE, required, ticketFor } from './state.ts'
import type { Step } from './step.ts'

const GROUP_NAME = 'Main gate'
const gateOf = (demo: DemoState) => required(demo.doors[1], 'The gate')

async function makeGroup(demo: DemoState, group_name: string, force_add: boolean): Promise<string> {
  const { groups } = required(demo.backend, 'The back end')
  const { group_id } = await groups.create({ group_name, model_id: GATE.model_id })
  const { device_list } = await groups.addDevices(group_id, { device_list: [GATE], force_add })
  assert(device_list[0]?.code === 'ok', `The gate should be in the group, but: ${device_list[0]?.code}`)
  return group_id
}

export const groupSteps: Step[] = [
  {
    step: 'group',
    about: say(
      'a second door joins a group, and the person allows the group',
      '第二台门铃加入设备组，用户允许该组',
    ),
    async run(demo) {
      await addDoor(demo, GATE, await ticketFor(demo, GATE))
      const group_id = await makeGroup(demo, GROUP_NAME, false)
      const before = demo.dialogs.length
      await ask(demo, { group: group_id })
      const { errMsg } = await answer(demo, before, 'allow')
      assert(errMsg === 'requestDeviceVoIP:ok', `It should be allowed, but: ${errMsg}`)
      return { group_id, displayName: demo.dialogs[before]?.displayName }
    },
  },
  {
    step: 'group-ring',
    about: say('a door of the group rings under the group’s name', '组内门铃以组名呼叫'),
    async run(demo) {
      const call = await ring(demo, gateOf(demo))
      const { peerName } = call.phone
      assert(peerName === GROUP_NAME, `The phone should show “${GROUP_NAME}”, not “${peerName}” (A9).`)
      await call.door.hangUp()
      const reason = await untilEnded(call)
      assert(reason === 'cancelled', `It should end as cancelled, not ${reason}.`)
      return { peerName, reason }
    },
  },
  {
    step: 'group-device-moved',
    about: say('moved to another group, its ring is refused', '移到其他组后，呼叫被拒绝'),
    async run(demo) {
      const group_id = await makeGroup(demo, 'Back gate', true)
      return { group_id, ...(await ringRefused(gateOf(demo))) }
    },
  },
]
