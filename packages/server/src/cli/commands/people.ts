/** `callgrant session create`, `callgrant ticket create`: what a back end gives to a person and to a device. */

import { asBackend, BACKEND_OPTIONS } from '../client.ts'
import type { Command } from '../command.ts'
import { deviceRef } from '../device-ref.ts'
import { say } from '../text.ts'

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

export const peopleCommands: Command[] = [session, ticket]
