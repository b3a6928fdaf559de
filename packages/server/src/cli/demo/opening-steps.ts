/** The server starts, a maker sets it up, a door registers. */

import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CreatedApp, Model } from '@callgrant/protocol'
import { basic, connectTo } from '../client.ts'
import { say } from '../text.ts'
import { must } from './expect.ts'
import { startServer } from './server.ts'
import type { Step } from './step.ts'
import { addDoor, DOOR, makePhone, need, ticketFor, type World } from './world.ts'

/** Of the door, used to register it (any number of times within 5 minutes: A12). */
let doorTicket = ''

export const openingSteps: Step[] = [
  {
    step: 'serve',
    about: say('a server starts on an empty store', '服务在空存储上启动'),
    async play(world) {
      world.dataDir = mkdtempSync(join(tmpdir(), 'callgrant-demo-'))
      world.server = await startServer(world.dataDir, 0)
      return { address: world.server.address }
    },
  },
  {
    step: 'model',
    about: say('the maker creates an app and a kind of device', '厂商创建应用和设备型号'),
    async play(world) {
      const app = await createApp(world)
      world.appid = app.appid
      world.backend = connectTo(serverOf(world), basic(app.appid, app.secret), world.language)
      const body = { model_id: DOOR.model_id, model_type: 'door phone' }
      const model = await world.backend.post<Model>('/v1/models', body)
      return { appid: app.appid, model_id: model.model_id, model_type: model.model_type }
    },
  },
  {
    step: 'ticket',
    about: say('its back end gets a ticket for one device', '厂商后端为一台设备取得票据'),
    async play(world) {
      doorTicket = await ticketFor(world, DOOR)
      must(/^[0-9A-Za-z]{32}$/.test(doorTicket), 'The ticket should be 32 letters and digits (A12).')
      return { length: doorTicket.length }
    },
  },
  {
    step: 'register',
    about: say(
      'the door makes a key, registers with the ticket and signs in',
      '门铃生成密钥，凭票据注册并登录',
    ),
    async play(world) {
      const door = await addDoor(world, DOOR, doorTicket)
      world.phone = makePhone(world)
      await world.phone.connect()
      return { sn: door.sn, connection: door.connection }
    },
  },
]

const serverOf = (world: World) => need(world.server, 'The server').address

async function createApp(world: World): Promise<CreatedApp> {
  const token = readFileSync(join(need(world.dataDir, 'The data folder'), 'admin-token'), 'utf8').trim()
  const operator = connectTo(serverOf(world), `Bearer ${token}`, world.language)
  return operator.post<CreatedApp>('/v1/apps', { name: 'Callgrant demo' })
}
