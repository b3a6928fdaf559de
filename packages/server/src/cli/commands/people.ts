/** `callgrant session create`, `callgrant ticket create`: what a back end hands to a person and to a device. */

import type { Session, Ticket } from '@callgrant/protocol'
import { BACKEND_OPTIONS, backend } from '../client.ts'
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
    const ttl = run.values.get('ttl')
    const answer = await backend(run).post<Session>('/v1/sessions', {
      openid: run.values.need('OPENID'),
      ...(ttl !== undefined && { ttl_seconds: Number(ttl) }),
    })
    run.output.result(answer, () => run.output.fields({ ...answer }))
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
    const answer = await backend(run).post<Ticket>('/v1/tickets', deviceRef(run.values.need('MODEL_ID/SN')))
    run.output.result(answer, () => run.output.fields({ ...answer }))
    return undefined
  },
}

export const peopleCommands: Command[] = [session, ticket]
