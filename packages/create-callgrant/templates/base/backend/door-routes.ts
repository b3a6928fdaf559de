/** What a door asks of the back end. It shows the code that it was given when it was installed. */

import { timingSafeEqual } from 'node:crypto'
import type { Backend } from '@callgrant/sdk/backend'
import type { FastifyInstance } from 'fastify'
import { MODEL } from '../shared.ts'
import { findDoor } from './doors.ts'

export async function doorRoutes(
  app: FastifyInstance,
  { callgrant, doorCode }: { callgrant: Backend; doorCode: string },
): Promise<void> {
  const wanted = Buffer.from(`Bearer ${doorCode}`)
  app.addHook('preHandler', async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return reply
        .code(401)
        .send({ code: 'wrong_door_code', message: 'This is not the code of a door of ours.' })
  })

  /**
   * A ticket, with which the door registers its key at the Callgrant server; and whom it may try to ring. `replace=1`: it takes
   * the place of a door that broke, whose key is good for nothing from now on. What people agreed to stays.
   */
  app.post<{ Params: { sn: string }; Querystring: { replace?: string } }>(
    '/api/install/:sn',
    async (request, reply) => {
      const door = findDoor(request.params.sn)
      if (!door)
        return reply
          .code(404)
          .send({ code: 'no_such_door', message: 'There is no door with this serial number.' })
      const device = { model_id: MODEL.model_id, sn: door.sn }
      if (request.query.replace === '1') await callgrant.devices.reset(device)
      const { sn_ticket } = await callgrant.tickets.create(device)
      return { snTicket: sn_ticket, residents: door.residents, name: door.name, nameZh: door.nameZh }
    },
  )
}
