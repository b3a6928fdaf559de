/** `callgrant app …`: created by the operator, changed by the operator or by the app's own back end. */

import type { App } from '@callgrant/protocol'
import type { AppSecret, Backend, Operator, OperatorAppChanges } from '@callgrant/sdk/backend'
import { asBackend, asOperator, BACKEND_OPTIONS, OPERATOR_OPTIONS } from '../client.ts'
import type { Argument, Command, Run } from '../command.ts'
import { usageError } from '../failure.ts'
import { operatorList } from '../paging.ts'
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

/** With an APPID the operator asks, without one the app itself. */
function asEither<T>(
  run: Run,
  operators: (apps: Operator['apps'], appid: string) => Promise<T>,
  own: (app: Backend['app']) => Promise<T>,
): Promise<T> {
  const appid = run.values.get('APPID')
  return appid ? asOperator(run, ({ apps }) => operators(apps, appid)) : asBackend(run, ({ app }) => own(app))
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
    const appid = run.values.get('id')
    const wish = { name: run.values.need('name'), ...(appid !== undefined && { appid }) }
    const app = await asOperator(run, ({ apps }) => apps.create(wish))
    run.output.result(app, () => {
      run.output.fields(app)
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

const list = operatorList(
  {
    name: 'app list',
    about: say('List all apps.', '列出所有应用。'),
    options: OPERATOR_OPTIONS,
    examples: ['callgrant app list'],
    columns: ['appid', 'name', 'calling', 'ring_timeout_seconds', 'created_at'],
    none: say(
      'There is no app yet. Create one with `callgrant app create`.',
      '尚无应用。请用 callgrant app create 创建。',
    ),
  },
  ({ apps }) => apps.list(),
)

const show: Command = {
  name: 'app show',
  about: say('Show an app.', '查看应用。'),
  arguments: [APPID],
  options: EITHER_OPTIONS,
  examples: ['callgrant app show', 'callgrant app show cg_8fK2'],
  async run(run) {
    const app = await asEither<App>(
      run,
      (apps, appid) => apps.get(appid),
      (app) => app.get(),
    )
    run.output.item(app)
    return undefined
  },
}

const update: Command = {
  name: 'app update',
  about: say(
    'Change an app: its name, how long it rings, what happens before the answer, who signs its people in, who is asked, whether it may call.',
    '修改应用：名称、响铃时长、接听前的行为、登录签发者、消息推送、通话能力。',
  ),
  arguments: [APPID],
  options: {
    name: { value: 'NAME', about: say('What people read in the dialog.', '授权弹窗中显示的名称。') },
    'ring-timeout': {
      value: 'SECONDS',
      about: say('How long a listener is rung, 5 to 120.', '响铃时长，5 至 120 秒。'),
    },
    preview: {
      value: 'on|off',
      about: say(
        'Whether people see a device that rings with video before they answer.',
        '设备视频呼叫时，用户接听前是否看到它的画面。',
      ),
    },
    'early-setup': {
      value: 'off|relay|authorized|all',
      about: say(
        'Who connects while it rings, by which each side learns network addresses of the other: nobody, all by relay only, all but strangers only by relay, or all.',
        '响铃期间哪些通话先建立连接（双方会得知对方的网络地址）：都不；都只经中继；已授权的设备直连、其余只经中继；全部。',
      ),
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
    origin: {
      value: 'ORIGIN',
      multiple: true,
      about: say(
        'Pages of this origin may use its sessions and device tokens; replaces those there were. `none` for none.',
        '该来源的页面可使用本应用的会话与设备令牌；替换原有设置。`none` 表示不允许。',
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
  examples: [
    'callgrant app update --ring-timeout 30',
    'callgrant app update --preview off --early-setup relay',
    'callgrant app update --origin https://app.example.com',
    'callgrant app update cg_8fK2 --calling off',
  ],
  async run(run) {
    const wish = changes(run)
    if (Object.keys(wish).length === 0) {
      throw usageError(
        'There is nothing to change. For example: callgrant app update --ring-timeout 30',
        '没有要修改的内容。例如：callgrant app update --ring-timeout 30',
      )
    }
    const app = await asEither<App>(
      run,
      (apps, appid) => apps.update(appid, wish),
      (app) => app.update(wish),
    )
    run.output.item(app)
    return undefined
  },
}

function changes({ values }: Run): OperatorAppChanges {
  const body: OperatorAppChanges = {}
  const name = values.get('name')
  const calling = onOff(values, 'calling')
  const seconds = values.number('ring-timeout')
  const issuers = values.all('oidc')
  if (name !== undefined) body.name = name
  if (seconds !== undefined) body.ring_timeout_seconds = seconds
  const preview = onOff(values, 'preview')
  if (preview !== undefined) body.preview = preview
  const early = values.get('early-setup')
  // The server says what it takes.
  if (early !== undefined) body.early_setup = early as 'off'
  if (calling !== undefined) {
    if (!values.get('APPID')) {
      throw usageError(
        '--calling is for the operator: name the app, as in callgrant app update cg_8fK2 --calling on',
        '--calling 仅运维者可改，须给出应用，例如：callgrant app update cg_8fK2 --calling on',
      )
    }
    body.calling = calling
  }
  const push = messagePush(values)
  if (push !== undefined) body.message_push = push
  const origins = values.all('origin')
  if (origins.length > 0) body.origins = origins.filter((text) => text !== 'none')
  if (issuers.length > 0) body.oidc_issuers = issuers.filter((text) => text !== 'none').map(issuer)
  return body
}

/** @throws Failure (2) for anything but `on` and `off` */
function onOff(values: Run['values'], option: string): boolean | undefined {
  const word = values.get(option)
  if (word !== undefined && word !== 'on' && word !== 'off')
    throw usageError(`--${option} should be on or off.`, `--${option} 应为 on 或 off。`)
  return word === undefined ? undefined : word === 'on'
}

/** The settings for message push; null: remove them; undefined: leave them as they are. */
function messagePush(values: Run['values']): OperatorAppChanges['message_push'] {
  const url = values.get('push-url')
  const given = ['push-token', 'push-key', 'push-format', 'push-calls'].filter((name) => values.get(name))
  if (url === undefined && given.length === 0) return undefined
  if (url === 'none' && given.length === 0) return null
  const [token, aes_key] = [values.get('push-token'), values.get('push-key')]
  if (url === undefined || token === undefined || aes_key === undefined) {
    throw usageError(
      '--push-url, --push-token and --push-key go together: the secrets that are kept cannot be read back.',
      '--push-url、--push-token 与 --push-key 须一起给出：已保存的密钥不可读回。',
    )
  }
  const [format, calls] = [values.get('push-format'), values.get('push-calls')]
  return {
    url,
    token,
    aes_key,
    // The server says what it takes.
    ...(format !== undefined && { format: format as 'json' }),
    ...(calls !== undefined && { calls: calls as 'cloud' }),
  }
}

function issuer(text: string): { issuer: string; audience: string } {
  const comma = text.lastIndexOf(',')
  if (comma > 0 && comma < text.length - 1)
    return { issuer: text.slice(0, comma), audience: text.slice(comma + 1) }
  throw usageError(
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
    const secret = await asEither<AppSecret>(
      run,
      (apps, appid) => apps.rotateSecret(appid),
      (app) => app.rotateSecret(),
    )
    run.output.item(secret)
    return undefined
  },
}

const testPush: Command = {
  name: 'app test-push',
  about: say(
    'Ask the message-push URL for its echostr now, with the Token that is kept. No call is asked about. Exit code 1 when it does not answer.',
    '立即用已保存的 Token 向消息推送 URL 索取 echostr，不涉及任何通话。未正确应答时退出码为 1。',
  ),
  options: BACKEND_OPTIONS,
  examples: ['callgrant app test-push', 'callgrant app test-push --json'],
  async run(run) {
    run.output.item(await asBackend(run, ({ app }) => app.testMessagePush()))
    return undefined
  },
}

export const appCommands: Command[] = [create, list, show, update, rotate, testPush]
