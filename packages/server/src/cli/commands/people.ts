/** What a back end gives to a person and to a device, and what it does when a person asks for their data, or to be forgotten. */

import { createInterface } from 'node:readline/promises'
import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Argument, Command, Run } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { usageError } from '../failure.ts'
import { say } from '../text.ts'

const PERSON: Argument = { name: 'OPENID', required: true, about: say('The person.', '用户。') }

const session: Command = {
  name: 'session create',
  about: say('Make a session for a person, for their app to sign in with.', '为某人创建会话，供其应用登录。'),
  arguments: [
    {
      name: 'OPENID',
      required: true,
      about: say('The person, as your back end knows them.', '你的后端所识别的用户。'),
    },
  ],
  options: {
    ttl: {
      value: 'SECONDS',
      about: say('How long it is good, 60 to 86400.', '有效期，60 至 86400 秒。'),
      otherwise: say('3600', '3600'),
    },
    ...BACKEND_OPTIONS,
  },
  examples: ['callgrant session create alice', 'callgrant session create alice --ttl 600 --json'],
  async run(run) {
    const ttl_seconds = run.values.number('ttl')
    const wish = { openid: run.values.need('OPENID'), ...(ttl_seconds !== undefined && { ttl_seconds }) }
    run.output.item(await asBackend(run, ({ sessions }) => sessions.create(wish)))
    return undefined
  },
}

const ticket: Command = {
  name: 'ticket create',
  about: say(
    'Make a device ticket (snTicket): to register the device, or to ask a person.',
    '生成设备票据（snTicket）：用于注册设备或询问用户。',
  ),
  arguments: [{ name: 'MODEL_ID/SN', required: true, about: say('The device.', '设备。') }],
  options: BACKEND_OPTIONS,
  examples: ['callgrant ticket create m_door/door-1'],
  async run(run) {
    const device = deviceRef(run.values.need('MODEL_ID/SN'))
    run.output.item(await asBackend(run, ({ tickets }) => tickets.create(device)))
    return undefined
  },
}

const exportPerson: Command = {
  name: 'people export',
  about: say(
    'Print all that is kept of a person, for the person: one line of JSON each.',
    '输出某人的全部留存数据（供其本人），每条一行 JSON。',
  ),
  jsonLines: true,
  arguments: [PERSON],
  options: BACKEND_OPTIONS,
  examples: ['callgrant people export alice --json'],
  async run(run) {
    const openid = run.values.need('OPENID')
    await asBackend(run, async ({ people }) => {
      for await (const row of people.export(openid)) {
        run.output.record(row, () => run.output.line(JSON.stringify(row)))
      }
    })
    return undefined
  },
}

const forget: Command = {
  name: 'people forget',
  about: say(
    'Erase all that names a person. It cannot be undone. Asks first, unless --yes.',
    '删除一切能识别某人的数据，不可恢复。除非加 --yes，否则先确认。',
  ),
  arguments: [PERSON],
  options: { yes: { about: say('Do not ask.', '不再询问。') }, ...BACKEND_OPTIONS },
  examples: ['callgrant people forget alice', 'callgrant people forget alice --yes --json'],
  async run(run) {
    const openid = run.values.need('OPENID')
    if (!run.values.on('yes')) await confirm(run, openid)
    const answer = await asBackend(run, ({ people }) => people.forget(openid))
    run.output.result(answer, () => {
      if (answer.record_id === null)
        run.output.say(say('Nothing was known of this person.', '没有此人的任何数据。'))
      else run.output.fields(answer)
    })
    return undefined
  },
}

/** Asks for the openid once more. @throws Failure when it is another one, or there is nobody to ask */
async function confirm({ language }: Run, openid: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw usageError('This cannot be undone. Confirm it with --yes.', '此操作不可恢复，请加 --yes 确认。')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const question =
    language === 'zh'
      ? '此操作不可恢复。请再次输入 OPENID 以确认：'
      : 'This cannot be undone. Type the OPENID again: '
  const typed = await terminal.question(question)
  terminal.close()
  if (typed.trim() !== openid)
    throw usageError('That is another OPENID. Nothing was done.', 'OPENID 不一致，未做任何更改。')
}

export const peopleCommands: Command[] = [session, ticket, exportPerson, forget]
