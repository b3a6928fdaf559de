/** `callgrant device …`: what has registered, and the reset that lets it register with a new key. */

import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Argument, Command } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { backendList } from '../paging.ts'
import { say } from '../text.ts'

const DEVICE: Argument = { name: 'MODEL_ID/SN', required: true, about: say('The device.', '设备。') }

const list = backendList(
  {
    name: 'device list',
    about: say('List the app’s devices.', '列出应用的设备。'),
    options: {
      model: { value: 'MODEL_ID', about: say('Only of this model.', '仅该型号。') },
      group: { value: 'GROUP_ID', about: say('Only in this group.', '仅该设备组。') },
      ...BACKEND_OPTIONS,
    },
    examples: ['callgrant device list', 'callgrant device list --group g_5Vd0 --json'],
    columns: ['model_id', 'sn', 'group_id', 'registered_at', 'last_seen_at'],
    none: say(
      'No device has registered yet. Give one a ticket: callgrant ticket create',
      '尚无设备注册。请先发放票据：callgrant ticket create',
    ),
  },
  ({ devices }, { values }) => {
    const [model_id, group_id] = [values.get('model'), values.get('group')]
    return devices.list({
      ...(model_id !== undefined && { model_id }),
      ...(group_id !== undefined && { group_id }),
    })
  },
)

const show: Command = {
  name: 'device show',
  about: say('Show a device.', '查看设备。'),
  arguments: [DEVICE],
  options: BACKEND_OPTIONS,
  examples: ['callgrant device show m_door/door-1'],
  async run(run) {
    const device = deviceRef(run.values.need('MODEL_ID/SN'))
    run.output.item(await asBackend(run, ({ devices }) => devices.get(device)))
    return undefined
  },
}

const reset: Command = {
  name: 'device reset',
  about: say(
    'Forget a device’s key, so that it can register with another. Its tokens are refused at once.',
    '清除设备密钥，使其可用新密钥注册；原令牌立即失效。',
  ),
  arguments: [DEVICE],
  options: BACKEND_OPTIONS,
  examples: ['callgrant device reset m_door/door-1'],
  async run(run) {
    const device = deviceRef(run.values.need('MODEL_ID/SN'))
    run.output.item(await asBackend(run, ({ devices }) => devices.reset(device)))
    return undefined
  },
}

export const deviceCommands: Command[] = [list, show, reset]
