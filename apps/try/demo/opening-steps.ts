/** The server starts, an app and a model are created, a door registers. */

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CreatedApp } from '@callgrant/protocol'
import { createBackend, createOperator } from '@callgrant/sdk/backend'
import { say } from 'callgrant/command-line'
import { startServer } from './server.ts'
import { addDoor, type DemoState, DOOR, makePhone, required, ticketFor } from './state.ts'
import type { Step } from './step.ts'

/** Of the door, used to register it (any number of times within 5 minutes: A12). */
let doorTicket = ''

export const openingSteps: Step[] = [
  {
    step: 'serve',
    about: say('a server starts on an empty store', '服务在空存储上启动'),
    async run(demo) {
      demo.dataDir = mkdtempSync(join(tmpdir(), 'callgrant-demo-'))
      demo.server = await startServer(demo.dataDir, 0)
      return { address: demo.server.address }
    },
  },
  {
    step: 'model',
    about: say('the maker creates an app and a kind of device', '厂商创建应用和设备型号'),
    async run(demo) {
      const app = await createApp(demo)
      demo.appid = app.appid
      const { appid, secret } = app
      demo.backend = createBackend({ server: serverOf(demo), language: demo.language, appid, secret })
      const model = await demo.backend.models.create({
        model_id: DOOR.model_id,
        model_type: 'door phone',
      })
      return { appid: app.appid, model_id: model.model_id, model_type: model.model_type }
    },
  },
  {
    step: 'ticket',
    about: say('its back end gets a ticket for one device', '厂商后端为一台设备取得票据'),
    async run(demo) {
      doorTicket = await ticketFor(demo, DOOR)
      assert(/^[0-9A-Za-z]{32}$/.test(doorTicket), 'The ticket should be 32 letters and digits (A12).')
      return { length: doorTicket.length }
    },
  },
  {
    step: 'register',
    about: say(
      'the door makes a key, registers with the ticket and signs in',
      '门铃生成密钥，凭票据注册并登录',
    ),
    async run(demo) {
      const door = await addDoor(demo, DOOR, doorTicket)
      demo.phone = makePhone(demo)
      await demo.phone.connect()
      return { sn: door.sn, connection: door.connection }
    },
  },
]

const serverOf = (demo: DemoState) => required(demo.server, 'The server').address

async function createApp(demo: DemoState): Promise<CreatedApp> {
  const token = readFileSync(join(required(demo.dataDir, 'The data folder'), 'admin-token'), 'utf8').trim()
  const operator = createOperator({ server: serverOf(demo), language: demo.language, token })
  return operator.apps.create({ name: 'Callgrant demo' })
}
