/** `callgrant call …`: calls as they are and as they ended. */

import type { Call } from '@callgrant/protocol'
import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Command } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { backendList } from '../paging.ts'
import { say } from '../text.ts'

const list = backendList(
  {
    name: 'call list',
    about: say('List calls, newest first.', '列出通话，最新的在前。'),
    options: {
      openid: { value: 'OPENID', about: say('Only with this person.', '仅该用户。') },
      device: { value: 'MODEL_ID/SN', about: say('Only with this device.', '仅该设备。') },
      open: { about: say('Only calls that go on now.', '仅进行中的通话。') },
      ended: { about: say('Only calls that are over.', '仅已结束的通话。') },
      missed: { about: say('Only calls that nobody answered.', '仅未接来电。') },
      ...BACKEND_OPTIONS,
    },
    examples: ['callgrant call list --open', 'callgrant call list --device m_door/door-1 --limit 10'],
    columns: ['room_id', 'state', 'room_type', 'sn', 'openid', 'created_at', 'ended_at', 'end'],
    none: say('There is no call.', '没有通话。'),
    row: ({ end, ...call }: Call) => ({ ...call, end: end?.reason }),
  },
  ({ calls }, { values }) => {
    const [openid, device] = [values.get('openid'), values.get('device')]
    return calls.list({
      ...(openid !== undefined && { openid }),
      ...(device !== undefined && deviceRef(device)),
      ...((values.on('open') || values.on('ended')) && { open: values.on('open') }),
      ...(values.on('missed') && { missed: true }),
    })
  },
)

const show: Command = {
  name: 'call show',
  about: say('Show a call.', '查看通话。'),
  arguments: [{ name: 'ROOM_ID', required: true, about: say('The room.', '房间。') }],
  options: BACKEND_OPTIONS,
  examples: ['callgrant call show r_2bX9'],
  async run(run) {
    run.output.item(await asBackend(run, ({ calls }) => calls.get(run.values.need('ROOM_ID'))))
    return undefined
  },
}

export const callCommands: Command[] = [list, show]
