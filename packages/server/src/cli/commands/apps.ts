/** `callgrant app …`: made by the operator, kept by the app's own back end. */

import type { App, CreatedApp } from '@callgrant/protocol'
import { BACKEND_OPTIONS, backend, OPERATOR_OPTIONS, operator } from '../client.ts'
import type { Argument, Command, Run } from '../command.ts'
import { misused } from '../failure.ts'
import { listing } from '../paging.ts'
import { say } from '../text.ts'

const EITHER_OPTIONS = { ...BACKEND_OPTIONS, ...OPERATOR_OPTIONS }
const APPID: Argument = {
  name: 'APPID',
  required: false,
  about: say(
    'As the operator; without it, the app whose secret you have.',
    '以运维者身份；省略时为持有密钥的应用自身。',
  ),
}
const path = (appid: string) => `/v1/apps/${encodeURIComponent(appid)}`

/** With an APPID the operator speaks, without one the app itself. */
function either(run: Run) {
  const appid = run.values.get('APPID')
  return appid ? { client: operator(run), path: path(appid) } : { client: backend(run), path: '/v1/app' }
}

const create: Command = {
  name: 'app create',
  about: say('Create an app; its secret is shown this once.', '创建应用；密钥只显示这一次。'),
  options: {
    name: {
      value: 'NAME',
      required: true,
      about: say('What people read in the dialog.', '授权弹窗中显示的名称。'),
    },
    id: {
      value: 'APPID',
      about: say('An appid of your choice.', '自选的 appid。'),
      otherwise: say('made by the server', '由服务器生成'),
    },
    ...OPERATOR_OPTIONS,
  },
  examples: [
    'callgrant app create --name "Front doors"',
    'callgrant app create --name 门铃 --id doors --json',
  ],
  async run(run) {
    const app = await operator(run).post<CreatedApp>('/v1/apps', {
      name: run.values.need('name'),
      appid: run.values.get('id'),
    })
    run.output.result(app, () => {
      run.output.fields({ ...app })
      run.output.say(
        say(
          '\nKeep the secret: it is not shown again. For the next commands:',
          '\n请保存密钥，之后不再显示。后续命令可用：',
        ),
      )
      run.output.line(`export CALLGRANT_APPID=${app.appid} CALLGRANT_SECRET=${app.secret}`)
    })
    return undefined
  },
}

const list = listing(
  {
    name: 'app list',
    about: say('List all apps.', '列出所有应用。'),
    options: OPERATOR_OPTIONS,
    examples: ['callgrant app list'],
  },
  operator,
  '/v1/apps',
  ['appid', 'name', 'calling', 'ring_timeout_seconds', 'created_at'],
  say(
    'There is no app yet. Create one with `callgrant app create`.',
    '尚无应用。请用 callgrant app create 创建。',
  ),
)

const show: Command = {
  name: 'app show',
  about: say('Show an app.', '查看应用。'),
  arguments: [APPID],
  options: EITHER_OPTIONS,
  examples: ['callgrant app show', 'callgrant app show cg_8fK2'],
  async run(run) {
    const { client, path } = either(run)
    const app = await client.get<App>(path)
    run.output.result(app, () => run.output.fields({ ...app }))
    return undefined
  },
}

const update: Command = {
  name: 'app update',
  about: say(
    'Change an app: its name, how long it rings, who signs its people in, who is asked, whether it may call.',
    '修改应用：名称、响铃时长、登录签发者、消息推送、通话能力。',
  ),
  arguments: [APPID],
  options: {
    name: { value: 'NAME', about: say('What people read in the dialog.', '授权弹窗中显示的名称。') },
    'ring-timeout': {
      value: 'SECONDS',
      about: say('How long a listener is rung, 5 to 120.', '响铃时长，5 至 120 秒。'),
    },
    calling: {
      value: 'on|off',
      about: say(
        'The calling capability; for the operator, with APPID.',
        '通话能力；仅运维者可改，须给出 APPID。',
      ),
    },
    oidc: {
      value: 'ISSUER,AUDIENCE',
      multiple: true,
      about: say(
        'Takes ID tokens of this issuer for this audience; replaces those there were. `none` for none.',
        '接受该签发者和受众的 ID 令牌；替换原有设置。`none` 表示不接受。',
      ),
    },
    'push-url': {
      value: 'URL',
      about: say(
        'Message push, as WeChat’s in safe mode: calls wait for this server’s word. `none` for none.',
        '消息推送（同微信安全模式）：通话先征得该服务同意。`none` 表示不使用。',
      ),
    },
    'push-token': {
      value: 'TOKEN',
      about: say('Its Token: 3 to 32 letters and digits.', '消息推送的 Token：3 至 32 个字母或数字。'),
    },
    'push-key': {
      value: 'KEY',
      about: say(
        'Its EncodingAESKey: 43 letters and digits.',
        '消息推送的 EncodingAESKey：43 个字母或数字。',
      ),
    },
    'push-format': {
      value: 'json|xml',
      about: say('How it is written.', '消息格式。'),
      otherwise: say('json', 'json'),
    },
    'push-calls': {
      value: 'cloud|all',
      about: say('Which calls wait: those with isCloud, or all.', '哪些通话须等待：仅 isCloud，或全部。'),
      otherwise: say('cloud', 'cloud'),
    },
    ...EITHER_OPTIONS,
  },
  examples: ['callgrant app update --ring-timeout 30', 'callgrant app update cg_8fK2 --calling off'],
  async run(run) {
    const body = changes(run)
    if (Object.keys(body).length === 0) {
      throw misused(
        'There is nothing to change. For example: callgrant app update --ring-timeout 30',
        '没有要修改的内容。例如：callgrant app update --ring-timeout 30',
      )
    }
    const { client, path } = either(run)
    const app = await client.patch<App>(path, body)
    run.output.result(app, () => run.output.fields({ ...app }))
    return undefined
  },
}

function changes({ values }: Run): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  const calling = values.get('calling')
  const seconds = values.get('ring-timeout')
  const issuers = values.all('oidc')
  if (values.get('name') !== undefined) body.name = values.get('name')
  if (seconds !== undefined) body.ring_timeout_seconds = Number(seconds)
  if (calling !== undefined) {
    if (calling !== 'on' && calling !== 'off')
      throw misused('--calling should be on or off.', '--calling 应为 on 或 off。')
    if (!values.get('APPID')) {
      throw misused(
        '--calling is for the operator: name the app, as in callgrant app update cg_8fK2 --calling on',
        '--calling 仅运维者可改，须给出应用，例如：callgrant app update cg_8fK2 --calling on',
      )
    }
    body.calling = calling === 'on'
  }
  const push = messagePush(values)
  if (push !== undefined) body.message_push = push
  if (issuers.length > 0) body.oidc_issuers = issuers.filter((text) => text !== 'none').map(issuer)
  return body
}

/** The settings for message push; null: none any more; undefined: left as they are. */
function messagePush(values: Run['values']): Record<string, unknown> | null | undefined {
  const url = values.get('push-url')
  const given = ['push-token', 'push-key', 'push-format', 'push-calls'].filter((name) => values.get(name))
  if (url === undefined && given.length === 0) return undefined
  if (url === 'none' && given.length === 0) return null
  const [token, aes_key] = [values.get('push-token'), values.get('push-key')]
  if (url === undefined || token === undefined || aes_key === undefined) {
    throw misused(
      '--push-url, --push-token and --push-key go together: the secrets that are kept cannot be read back.',
      '--push-url、--push-token 与 --push-key 须一起给出：已保存的密钥不可读回。',
    )
  }
  return { url, token, aes_key, format: values.get('push-format'), calls: values.get('push-calls') }
}

function issuer(text: string): { issuer: string; audience: string } {
  const comma = text.lastIndexOf(',')
  if (comma > 0 && comma < text.length - 1)
    return { issuer: text.slice(0, comma), audience: text.slice(comma + 1) }
  throw misused(
    `--oidc ${text} should be ISSUER,AUDIENCE, for example https://accounts.example.com,my-app`,
    `--oidc ${text} 应为 ISSUER,AUDIENCE，例如 https://accounts.example.com,my-app`,
  )
}

const rotate: Command = {
  name: 'app rotate-secret',
  about: say('Give an app a new secret; the old one is refused at once.', '更换应用密钥；旧密钥立即失效。'),
  arguments: [APPID],
  options: EITHER_OPTIONS,
  examples: ['callgrant app rotate-secret', 'callgrant app rotate-secret cg_8fK2 --json'],
  async run(run) {
    const { client, path } = either(run)
    const answer = await client.post<{ appid: string; secret: string }>(`${path}/secret`)
    run.output.result(answer, () => run.output.fields({ ...answer }))
    return undefined
  },
}

export const appCommands: Command[] = [create, list, show, update, rotate]
