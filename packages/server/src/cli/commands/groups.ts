/** `callgrant group …`: groups of devices, which a person authorizes at once. */

import type { DeviceRef, GroupChange } from '@callgrant/protocol'
import type { ErrorCode } from '@callgrant/protocol/errors'
import { SENTENCES } from '@callgrant/protocol/errors/sentences'
import type { Backend } from '@callgrant/sdk/backend'
import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Argument, Command, Run } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { backendList } from '../paging.ts'
import { say } from '../text.ts'

const GROUP_ID: Argument = { name: 'GROUP_ID', required: true, about: say('The group.', '设备组。') }
const DEVICES: Argument = {
  name: 'MODEL_ID/SN',
  required: true,
  multiple: true,
  about: say('The devices, 50 at most.', '设备，最多 50 台。'),
}

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
    const { values } = run
    const group_id = values.get('id')
    const wish = {
      model_id: values.need('model'),
      group_name: values.need('name'),
      ...(group_id !== undefined && { group_id }),
    }
    run.output.item(await asBackend(run, ({ groups }) => groups.create(wish)))
    return undefined
  },
}

const list = backendList(
  {
    name: 'group list',
    about: say('List the app’s groups.', '列出应用的设备组。'),
    options: BACKEND_OPTIONS,
    examples: ['callgrant group list'],
    columns: ['group_id', 'group_name', 'model_type', 'device_count', 'created_at'],
    none: say(
      'There is no group yet. Create one with `callgrant group create`.',
      '尚无设备组。请用 callgrant group create 创建。',
    ),
  },
  ({ groups }) => groups.list(),
)

const show: Command = {
  name: 'group show',
  about: say('Show a group and its devices.', '查看设备组及其设备。'),
  arguments: [GROUP_ID],
  options: BACKEND_OPTIONS,
  examples: ['callgrant group show g_5Vd0'],
  async run(run) {
    const group = await asBackend(run, ({ groups }) => groups.get(run.values.need('GROUP_ID')))
    run.output.result(group, () => {
      const { device_list, ...fields } = group
      run.output.fields(fields)
      run.output.line('')
      run.output.table(device_list, ['model_id', 'sn'], say('No device is in it.', '组内没有设备。'))
    })
    return undefined
  },
}

/** Adds or removes devices and prints a result for each. Exit code 1 when one was not changed. */
async function change(
  run: Run,
  ask: (groups: Backend['groups'], groupId: string, device_list: DeviceRef[]) => Promise<GroupChange>,
): Promise<number | undefined> {
  const device_list = run.values.all('MODEL_ID/SN').map(deviceRef)
  const answer = await asBackend(run, ({ groups }) => ask(groups, run.values.need('GROUP_ID'), device_list))
  run.output.result(answer, () => {
    const rows = answer.device_list.map((row) => ({
      ...row,
      '': row.code === 'ok' ? '' : (SENTENCES[run.language][row.code as ErrorCode] ?? ''),
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
  run: (run) =>
    change(run, (groups, groupId, device_list) =>
      groups.addDevices(groupId, { device_list, force_add: run.values.on('force') }),
    ),
}

const remove: Command = {
  name: 'group remove',
  about: say('Take devices out of a group.', '将设备移出设备组。'),
  arguments: [GROUP_ID, DEVICES],
  options: BACKEND_OPTIONS,
  examples: ['callgrant group remove g_5Vd0 m_door/door-1'],
  run: (run) => change(run, (groups, groupId, device_list) => groups.removeDevices(groupId, { device_list })),
}

export const groupCommands: Command[] = [create, list, show, add, remove]
