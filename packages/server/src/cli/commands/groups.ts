/** `callgrant group …`: groups of devices, which a person authorizes at once. */

import type { Group, GroupChange, GroupInfo } from '@callgrant/protocol'
import { ERRORS, type ErrorCode } from '@callgrant/protocol/errors'
import { BACKEND_OPTIONS, backend } from '../client.ts'
import type { Argument, Command, Run } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { listing } from '../paging.ts'
import { say } from '../text.ts'

const GROUP_ID: Argument = { name: 'GROUP_ID', required: true, about: say('The group.', '设备组。') }
const DEVICES: Argument = {
  name: 'MODEL_ID/SN',
  required: true,
  multiple: true,
  about: say('The devices, 50 at most.', '设备，最多 50 台。'),
}
const path = (run: Run) => `/v1/groups/${encodeURIComponent(run.values.need('GROUP_ID'))}`

const create: Command = {
  name: 'group create',
  about: say(
    'Create a group; its name is fixed, since people read it in the dialog.',
    '创建设备组；名称会显示在授权弹窗中，创建后不可修改。',
  ),
  options: {
    name: { value: 'NAME', required: true, about: say('1 to 32 bytes.', '1 至 32 字节。') },
    model: {
      value: 'MODEL_ID',
      required: true,
      about: say('All its devices are of this model’s device type.', '组内设备均为该型号的设备类型。'),
    },
    id: {
      value: 'GROUP_ID',
      about: say('A group_id of your choice.', '自选的 group_id。'),
      otherwise: say('made by the server', '由服务器生成'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant group create --name "Main gate" --model m_door'],
  async run(run) {
    const group = await backend(run).post<Group>('/v1/groups', {
      model_id: run.values.need('model'),
      group_name: run.values.need('name'),
      group_id: run.values.get('id'),
    })
    run.output.result(group, () => run.output.fields({ ...group }))
    return undefined
  },
}

const list = listing(
  {
    name: 'group list',
    about: say('List the app’s groups.', '列出应用的设备组。'),
    options: BACKEND_OPTIONS,
    examples: ['callgrant group list'],
  },
  backend,
  '/v1/groups',
  ['group_id', 'group_name', 'model_type', 'device_count', 'created_at'],
  say(
    'There is no group yet. Create one with `callgrant group create`.',
    '尚无设备组。请用 callgrant group create 创建。',
  ),
)

const show: Command = {
  name: 'group show',
  about: say('Show a group and its devices.', '查看设备组及其设备。'),
  arguments: [GROUP_ID],
  options: BACKEND_OPTIONS,
  examples: ['callgrant group show g_5Vd0'],
  async run(run) {
    const group = await backend(run).get<GroupInfo>(path(run))
    run.output.result(group, () => {
      const { device_list, ...fields } = group
      run.output.fields(fields)
      run.output.line('')
      run.output.table(device_list, ['model_id', 'sn'], say('No device is in it.', '组内没有设备。'))
    })
    return undefined
  },
}

/** Adds or removes, and says of each device what became of it. Exit code 1 when any was left as it was. */
async function change(run: Run, verb: 'add' | 'remove', extra: object): Promise<number | undefined> {
  const device_list = run.values.all('MODEL_ID/SN').map(deviceRef)
  const answer = await backend(run).post<GroupChange>(`${path(run)}/devices/${verb}`, {
    device_list,
    ...extra,
  })
  run.output.result(answer, () => {
    const rows = answer.device_list.map((row) => ({
      ...row,
      '': row.code === 'ok' ? '' : (ERRORS[row.code as ErrorCode]?.[run.language] ?? ''),
    }))
    run.output.table(rows, ['model_id', 'sn', 'code', ''], say('Nothing changed.', '没有变化。'))
  })
  return answer.device_list.every(({ code }) => code === 'ok') ? undefined : 1
}

const add: Command = {
  name: 'group add',
  about: say('Put devices into a group.', '将设备加入设备组。'),
  arguments: [GROUP_ID, DEVICES],
  options: {
    force: { about: say('Take them out of the group they are in.', '从原设备组中移出。') },
    ...BACKEND_OPTIONS,
  },
  examples: [
    'callgrant group add g_5Vd0 m_door/door-1 m_door/door-2',
    'callgrant group add g_5Vd0 m_door/door-1 --force',
  ],
  run: (run) => change(run, 'add', { force_add: run.values.on('force') }),
}

const remove: Command = {
  name: 'group remove',
  about: say('Take devices out of a group.', '将设备移出设备组。'),
  arguments: [GROUP_ID, DEVICES],
  options: BACKEND_OPTIONS,
  examples: ['callgrant group remove g_5Vd0 m_door/door-1'],
  run: (run) => change(run, 'remove', {}),
}

export const groupCommands: Command[] = [create, list, show, add, remove]
