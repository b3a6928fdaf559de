/** `callgrant console`: a link that signs in to the console of a server that runs. */

import type { ConsoleRole } from '@callgrant/protocol'
import { asOperator, OPERATOR_OPTIONS, serverOf } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../failure.ts'
import { say } from '../text.ts'

const ROLES: readonly string[] = ['owner', 'operator', 'viewer'] satisfies ConsoleRole[]

export const consoleLink: Command = {
  name: 'console',
  about: say(
    'Print a link that signs in to the console, once, within 10 minutes. The server runs with --console.',
    '输出控制台登录链接（10 分钟内有效，仅可用一次）；服务器须以 --console 运行。',
  ),
  options: {
    role: {
      value: 'ROLE',
      about: say('owner, operator or viewer.', '角色：owner、operator 或 viewer。'),
      otherwise: say('owner', 'owner'),
    },
    who: {
      value: 'NAME',
      about: say('What the log of the console calls whoever uses it.', '控制台日志中使用者的名称。'),
      otherwise: say('link', 'link'),
    },
    ...OPERATOR_OPTIONS,
  },
  examples: ['callgrant console', 'callgrant console --role viewer --who "Night shift"'],
  async run(run) {
    const role = run.values.get('role')
    if (role !== undefined && !ROLES.includes(role)) {
      throw usageError(
        `--role should be ${ROLES.join(', ')}, but is ${JSON.stringify(role)}.`,
        `--role 应为 ${ROLES.join('、')} 之一，当前为 ${JSON.stringify(role)}。`,
      )
    }
    const who = run.values.get('who')
    const wish = {
      ...(role !== undefined && { role: role as ConsoleRole }),
      ...(who !== undefined && { who }),
    }
    const made = await asOperator(run, (operator) => operator.console.createLink(wish))
    // Behind a #, so that it is in no log of a server or a proxy.
    const link = `${serverOf(run)}/console/#token=${made.token}`
    run.output.result({ link, expires_at: made.expires_at }, () => run.output.line(link))
    return undefined
  },
}
