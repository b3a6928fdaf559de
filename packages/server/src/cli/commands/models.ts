/** `callgrant model …`: kinds of device. */

import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Command } from '../command.ts'
import { backendList } from '../paging.ts'
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
    'type-en': {
      value: 'TYPE',
      about: say('The same for people who read English.', '英文用户看到的设备类型名。'),
      otherwise: say('as --type', '同 --type'),
    },
    'type-zh': {
      value: 'TYPE',
      about: say('The same for people who read Chinese.', '中文用户看到的设备类型名。'),
      otherwise: say('as --type', '同 --type'),
    },
    id: {
      value: 'MODEL_ID',
      about: say('A model_id of your choice.', '自选的 model_id。'),
      otherwise: say('made by the server', '由服务器生成'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant model create --type "door phone" --type-zh 门铃 --id m_door'],
  async run(run) {
    const model_id = run.values.get('id')
    const model_type_en = run.values.get('type-en')
    const model_type_zh = run.values.get('type-zh')
    const wish = {
      model_type: run.values.need('type'),
      ...(model_type_en !== undefined && { model_type_en }),
      ...(model_type_zh !== undefined && { model_type_zh }),
      ...(model_id !== undefined && { model_id }),
    }
    run.output.item(await asBackend(run, ({ models }) => models.create(wish)))
    return undefined
  },
}

const list = backendList(
  {
    name: 'model list',
    about: say('List the app’s models.', '列出应用的设备型号。'),
    options: BACKEND_OPTIONS,
    examples: ['callgrant model list'],
    columns: ['model_id', 'model_type', 'model_type_en', 'model_type_zh', 'created_at'],
    none: say(
      'There is no model yet. Create one with `callgrant model create`.',
      '尚无型号。请用 callgrant model create 创建。',
    ),
  },
  ({ models }) => models.list(),
)

export const modelCommands: Command[] = [create, list]
