/** `callgrant model …`: kinds of device. */

import type { Model } from '@callgrant/protocol'
import { BACKEND_OPTIONS, backend } from '../client.ts'
import type { Command } from '../command.ts'
import { listing } from '../paging.ts'
import { say } from '../text.ts'

const create: Command = {
  name: 'model create',
  about: say('Create a kind of device.', '创建设备型号。'),
  options: {
    type: {
      value: 'TYPE',
      required: true,
      about: say('Device-type name that people read: "door phone".', '用户看到的设备类型名，如“门铃”。'),
    },
    id: {
      value: 'MODEL_ID',
      about: say('A model_id of your choice.', '自选的 model_id。'),
      otherwise: say('made by the server', '由服务器生成'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant model create --type "door phone" --id m_door'],
  async run(run) {
    const model = await backend(run).post<Model>('/v1/models', {
      model_type: run.values.need('type'),
      model_id: run.values.get('id'),
    })
    run.output.result(model, () => run.output.fields({ ...model }))
    return undefined
  },
}

const list = listing(
  {
    name: 'model list',
    about: say('List the app’s models.', '列出应用的设备型号。'),
    options: BACKEND_OPTIONS,
    examples: ['callgrant model list'],
  },
  backend,
  '/v1/models',
  ['model_id', 'model_type', 'created_at'],
  say(
    'There is no model yet. Create one with `callgrant model create`.',
    '尚无型号。请用 callgrant model create 创建。',
  ),
)

export const modelCommands: Command[] = [create, list]
