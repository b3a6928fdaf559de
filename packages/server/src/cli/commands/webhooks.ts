/** `callgrant webhook …`: where events are posted to, and what came of it. */

import type { CreateWebhook } from '@callgrant/protocol'
import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Argument, Command, Option, Values } from '../command.ts'
import { usageError } from '../failure.ts'
import type { Output } from '../output.ts'
import { backendList } from '../paging.ts'
import { say } from '../text.ts'

const WEBHOOK_ID: Argument = {
  name: 'WEBHOOK_ID',
  required: true,
  about: say('The webhook.', 'webhook。'),
}
const TYPE: Option = {
  value: 'TYPE',
  multiple: true,
  about: say('Only events of this type; may be given several times.', '仅此类型的事件，可多次指定。'),
  otherwise: say('all', '全部'),
}

/** The server checks the names of types, and says which there are. */
function typesOf(values: Values): Pick<CreateWebhook, 'types'> {
  const types = values.all('type')
  return types.length > 0 ? { types: types as NonNullable<CreateWebhook['types']> } : {}
}

/** @param webhook with its new secret */
function showSecret(output: Output, webhook: object): void {
  output.result(webhook, () => {
    output.fields(webhook)
    output.say(
      say(
        '\nKeep the secret: it is not shown again. Your back end verifies with it what is posted.',
        '\n请保存密钥，之后不再显示。你的后端用它验证收到的内容。',
      ),
    )
  })
}

const create: Command = {
  name: 'webhook create',
  about: say(
    'Have events posted to a URL from now on. Prints its secret, once.',
    '从现在起将事件发送到指定 URL。密钥仅显示一次。',
  ),
  options: {
    url: { value: 'URL', required: true, about: say('https, at a public address.', 'https，公网地址。') },
    type: TYPE,
    ...BACKEND_OPTIONS,
  },
  examples: [
    'callgrant webhook create --url https://backend.example.com/callgrant',
    'callgrant webhook create --url https://backend.example.com/missed --type call.missed',
  ],
  async run(run) {
    const { values, output } = run
    const wish = { url: values.need('url'), ...typesOf(values) }
    showSecret(output, await asBackend(run, ({ webhooks }) => webhooks.create(wish)))
    return undefined
  },
}

const list = backendList(
  {
    name: 'webhook list',
    about: say(
      'List webhooks; `failing_since` says which gave up on something.',
      '列出 webhook；failing_since 表示有事件最终未送达。',
    ),
    options: BACKEND_OPTIONS,
    examples: ['callgrant webhook list'],
    columns: ['webhook_id', 'url', 'enabled', 'succeeded_at', 'retry_at', 'failing_since'],
    none: say(
      'There is no webhook yet. Create one with `callgrant webhook create`.',
      '尚无 webhook。请用 callgrant webhook create 创建。',
    ),
  },
  ({ webhooks }) => webhooks.list(),
)

const update: Command = {
  name: 'webhook update',
  about: say('Change a webhook, or switch it off or on.', '修改、停用或启用 webhook。'),
  arguments: [WEBHOOK_ID],
  options: {
    url: { value: 'URL', about: say('Where to.', '新的 URL。') },
    type: TYPE,
    enabled: {
      value: 'on|off',
      about: say('On again, it is sent what happened meanwhile.', '重新启用后补发期间的事件。'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant webhook update wh_7Qm2hY0cVb1xTn4e --enabled on'],
  async run(run) {
    const { values, output } = run
    const [url, enabled] = [values.get('url'), values.get('enabled')]
    if (enabled !== undefined && enabled !== 'on' && enabled !== 'off') {
      throw usageError('--enabled should be on or off', '--enabled 应为 on 或 off')
    }
    const changes = {
      ...(url !== undefined && { url }),
      ...(enabled !== undefined && { enabled: enabled === 'on' }),
      ...typesOf(values),
    }
    output.item(await asBackend(run, ({ webhooks }) => webhooks.update(values.need('WEBHOOK_ID'), changes)))
    return undefined
  },
}

const remove: Command = {
  name: 'webhook remove',
  about: say('Remove a webhook; what waits for it is not sent.', '删除 webhook，待发事件不再发送。'),
  arguments: [WEBHOOK_ID],
  options: BACKEND_OPTIONS,
  examples: ['callgrant webhook remove wh_7Qm2hY0cVb1xTn4e'],
  async run(run) {
    const webhook_id = run.values.need('WEBHOOK_ID')
    await asBackend(run, ({ webhooks }) => webhooks.remove(webhook_id))
    run.output.result({ webhook_id }, () => run.output.say(say('Removed.', '已删除。')))
    return undefined
  },
}

const secret: Command = {
  name: 'webhook secret',
  about: say(
    'Make a new secret; for a while what is sent is signed with both.',
    '更换密钥；过渡期内同时用新旧密钥签名。',
  ),
  arguments: [WEBHOOK_ID],
  options: {
    overlap: {
      value: 'SECONDS',
      about: say('For how long.', '过渡期。'),
      otherwise: say('86400, a day', '86400，即一天'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant webhook secret wh_7Qm2hY0cVb1xTn4e'],
  async run(run) {
    const { values, output } = run
    const overlap_seconds = values.number('overlap')
    const request = overlap_seconds === undefined ? {} : { overlap_seconds }
    showSecret(
      output,
      await asBackend(run, ({ webhooks }) => webhooks.rotateSecret(values.need('WEBHOOK_ID'), request)),
    )
    return undefined
  },
}

const test: Command = {
  name: 'webhook test',
  about: say(
    'Post a test event now. Exit code 1 when it was not taken.',
    '立即发送测试事件。未被接收时退出码为 1。',
  ),
  arguments: [WEBHOOK_ID],
  options: BACKEND_OPTIONS,
  examples: ['callgrant webhook test wh_7Qm2hY0cVb1xTn4e'],
  async run(run) {
    const delivery = await asBackend(run, ({ webhooks }) => webhooks.test(run.values.need('WEBHOOK_ID')))
    run.output.item(delivery)
    return delivery.state === 'done' ? undefined : 1
  },
}

const deliveries = backendList(
  {
    name: 'webhook deliveries',
    about: say('List what was sent to a webhook, newest first.', '列出 webhook 的发送记录，最新的在前。'),
    arguments: [WEBHOOK_ID],
    options: {
      state: { value: 'STATE', about: say('waiting, done or failed.', 'waiting、done 或 failed。') },
      ...BACKEND_OPTIONS,
    },
    examples: ['callgrant webhook deliveries wh_7Qm2hY0cVb1xTn4e --state failed'],
    columns: ['delivery_id', 'type', 'state', 'attempts', 'attempted_at', 'next_at', 'status', 'error'],
    none: say('Nothing was sent yet.', '尚无发送记录。'),
  },
  ({ webhooks }, { values }) => {
    const state = values.get('state')
    // The server says which states there are.
    const filter = state === undefined ? {} : { state: state as 'waiting' }
    return webhooks.deliveries(values.need('WEBHOOK_ID'), filter)
  },
)

const delivery: Command = {
  name: 'webhook delivery',
  about: say('Show a delivery with its request and the last answer.', '查看一次发送的请求和最后的应答。'),
  arguments: [WEBHOOK_ID, { name: 'DELIVERY_ID', required: true, about: say('The delivery.', '发送记录。') }],
  options: BACKEND_OPTIONS,
  examples: ['callgrant webhook delivery wh_7Qm2hY0cVb1xTn4e dlv_0mp5k7z3a0001'],
  async run(run) {
    const { values } = run
    const [id, which] = [values.need('WEBHOOK_ID'), values.need('DELIVERY_ID')]
    run.output.item(await asBackend(run, ({ webhooks }) => webhooks.delivery(id, which)))
    return undefined
  },
}

const replay: Command = {
  name: 'webhook replay',
  about: say(
    'Send again: some deliveries, all that failed, or all events since a time.',
    '重新发送：指定的记录、全部失败的记录，或某时刻以来的全部事件。',
  ),
  arguments: [WEBHOOK_ID],
  options: {
    delivery: {
      value: 'DELIVERY_ID',
      multiple: true,
      about: say('This one; may be given several times.', '该记录，可多次指定。'),
    },
    failed: { about: say('All that were given up.', '全部失败的记录。') },
    since: {
      value: 'TIME',
      about: say(
        'All events since then: 2026-05-01T08:00:00Z.',
        '该时刻以来的全部事件：2026-05-01T08:00:00Z。',
      ),
    },
    ...BACKEND_OPTIONS,
  },
  examples: [
    'callgrant webhook replay wh_7Qm2hY0cVb1xTn4e --failed',
    'callgrant webhook replay wh_7Qm2hY0cVb1xTn4e --since 2026-05-01T08:00:00Z',
  ],
  async run(run) {
    const { values, output } = run
    const request = replayOf(values)
    output.item(await asBackend(run, ({ webhooks }) => webhooks.replay(values.need('WEBHOOK_ID'), request)))
    return undefined
  },
}

function replayOf(values: Values) {
  const since = values.get('since')
  const named = values.all('delivery')
  const ways = [since !== undefined, values.on('failed'), named.length > 0].filter(Boolean)
  if (ways.length !== 1) {
    throw usageError(
      'Say what to send again: one of --delivery, --failed and --since.',
      '请指定重新发送的内容：--delivery、--failed、--since 之一。',
    )
  }
  if (since === undefined) return values.on('failed') ? { failed: true as const } : { deliveries: named }
  const at = Date.parse(since)
  if (Number.isNaN(at)) {
    throw usageError(
      '--since should be a time, as 2026-05-01T08:00:00Z',
      '--since 应为时间，如 2026-05-01T08:00:00Z',
    )
  }
  return { since: at }
}

export const webhookCommands: Command[] = [
  create,
  list,
  update,
  remove,
  secret,
  test,
  deliveries,
  delivery,
  replay,
]
