/** `callgrant authorization …`: what people agreed to, whether a device may ring a person, and the record of it (B1, B3). */

import type { AuthorizationFilter, ConsentFilter } from '@callgrant/sdk/backend'
import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Command, Option, Run } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { backendList } from '../paging.ts'
import { say } from '../text.ts'

const FILTERS: Record<string, Option> = {
  openid: { value: 'OPENID', about: say('Only of this person.', '仅该用户。') },
  device: { value: 'MODEL_ID/SN', about: say('Only for this device.', '仅该设备。') },
  group: { value: 'GROUP_ID', about: say('Only for this group.', '仅该设备组。') },
}

const STATUS: Option = {
  value: '1|0',
  about: say('1: authorized; 0: refused.', '1：已授权；0：已拒绝。'),
}

function filter({ values }: Run): ConsentFilter {
  const [openid, device, group_id] = [values.get('openid'), values.get('device'), values.get('group')]
  return {
    ...(openid !== undefined && { openid }),
    ...(device !== undefined && deviceRef(device)),
    ...(group_id !== undefined && { group_id }),
  }
}

function filterWithStatus(run: Run): AuthorizationFilter {
  const status = run.values.number('status')
  // The server says what it takes.
  return { ...filter(run), ...(status !== undefined && { status: status as 0 | 1 }) }
}

const list = backendList(
  {
    name: 'authorization list',
    about: say('List what people agreed to or refused.', '列出用户的授权和拒绝。'),
    options: {
      ...FILTERS,
      status: STATUS,
      ...BACKEND_OPTIONS,
    },
    examples: [
      'callgrant authorization list --openid alice',
      'callgrant authorization list --device m_door/door-1 --status 1',
    ],
    // Columns that say nothing of any row are left out where there is no room.
    columns: [
      ...['openid', 'kind', 'model_id', 'sn', 'group_id', 'status', 'expires_at', 'rings_left', 'urgent'],
      ...['display_name', 'updated_at'],
    ],
    none: say('Nobody was asked yet.', '尚未询问过任何人。'),
  },
  ({ authorizations }, run) => authorizations.list(filterWithStatus(run)),
)

const wechat = backendList(
  {
    name: 'authorization wechat',
    about: say(
      'List what people decided inside WeChat, as far as the app reported it. Callgrant rings nobody because of it.',
      '列出用户在微信内的授权（以小程序上报为准）；Callgrant 不会据此呼叫任何人。',
    ),
    options: { ...FILTERS, status: STATUS, ...BACKEND_OPTIONS },
    examples: ['callgrant authorization wechat --device m_door/door-1 --status 1'],
    columns: ['openid', 'kind', 'model_id', 'sn', 'group_id', 'status', 'known_by', 'observed_at'],
    none: say(
      'Nothing was reported yet. See docs/wechat-ledger.md.',
      '尚无上报记录，参见 docs/wechat-ledger.zh-CN.md。',
    ),
  },
  ({ wechatLedger }, run) => wechatLedger.list(filterWithStatus(run)),
)

const check: Command = {
  name: 'authorization check',
  about: say(
    'May this device ring this person, and why? Exit code 1 if not.',
    '该设备能否呼叫该用户，为什么？不能时退出码为 1。',
  ),
  options: {
    openid: { value: 'OPENID', required: true, about: say('The person.', '用户。') },
    device: { value: 'MODEL_ID/SN', required: true, about: say('The device.', '设备。') },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant authorization check --openid alice --device m_door/door-1'],
  async run(run) {
    const { values, output } = run
    const question = { openid: values.need('openid'), ...deviceRef(values.need('device')) }
    const answer = await asBackend(run, ({ authorizations }) => authorizations.check(question))
    output.result(answer, () => {
      const { authorization, ...fields } = answer
      output.fields({ ...fields, display_name: authorization?.display_name })
    })
    return answer.allowed ? undefined : 1
  },
}

const records = backendList(
  {
    name: 'authorization records',
    about: say(
      'The record of consent: who was asked what, in which words, and what they answered.',
      '同意记录：向谁、以何种措辞询问，以及如何回答。',
    ),
    options: { ...FILTERS, ...BACKEND_OPTIONS },
    examples: ['callgrant authorization records --openid alice --json'],
    columns: ['at', 'act', 'openid', 'display_name', 'words', 'sdk'],
    none: say('Nothing is recorded.', '没有记录。'),
  },
  ({ consentRecords }, run) => consentRecords.list(filter(run)),
)

export const authorizationCommands: Command[] = [list, check, records, wechat]
