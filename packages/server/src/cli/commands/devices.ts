/** `callgrant device …`: what has registered, and the reset that lets it register with a new key. */

import type { Device } from '@callgrant/protocol'
import { BACKEND_OPTIONS, backend } from '../client.ts'
import type { Argument, Command, Run } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { listing } from '../paging.ts'
import { say } from '../text.ts'

const DEVICE: Argument = { name: 'MODEL_ID/SN', required: true, about: say('The device.', '设备。') }

function path(run: Run): string {
  const { model_id, sn } = deviceRef(run.values.need('MODEL_ID/SN'))
  return `/v1/devices/${encodeURIComponent(model_id)}/${encodeURIComponent(sn)}`
}

const list = listing(
  {
    name: 'device list',
    about: say('List the app’s devices.', '列出应用的设备。'),
    options: {
      model: { value: 'MODEL_ID', about: say('Only of this model.', '仅该型号。') },
      group: { value: 'GROUP_ID', about: say('Only in this group.', '仅该设备组。') },
      ...BACKEND_OPTIONS,
    },
    examples: ['callgrant device list', 'callgrant device list --group g_5Vd0 --json'],
  },
  backend,
  '/v1/devices',
  ['model_id', 'sn', 'group_id', 'registered_at', 'last_seen_at'],
  say(
    'No device has registered yet. Give one a ticket: callgrant ticket create',
    '尚无设备注册。请先发放票据：callgrant ticket create',
  ),
  ({ values }) => ({ model_id: values.get('model'), group_id: values.get('group') }),
)

const show: Command = {
  name: 'device show',
  about: say('Show a device.', '查看设备。'),
  arguments: [DEVICE],
  options: BACKEND_OPTIONS,
  examples: ['callgrant device show m_door/door-1'],
  async run(run) {
    const device = await backend(run).get<Device>(path(run))
    run.output.result(device, () => run.output.fields({ ...device }))
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
    const device = await backend(run).post<Device>(`${path(run)}/reset`)
    run.output.result(device, () => run.output.fields({ ...device }))
    return undefined
  },
}

export const deviceCommands: Command[] = [list, show, reset]
