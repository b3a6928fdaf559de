/** What a person's page asks of the back end. Nobody gets anything here who is not signed in. */

import type { Backend } from '@callgrant/sdk/backend'
import type { FastifyInstance } from 'fastify'
import { CALL_KIND, MODEL } from '../shared.ts'
import { doorsOf } from './doors.ts'
import type { RecentCalls } from './recent-calls.ts'

export async function personRoutes(
  app: FastifyInstance,
  { callgrant, calls }: { callgrant: Backend; calls: RecentCalls },
): Promise<void> {
  app.addHook('preHandler', async (request, reply) => {
    if (request.user === null) return reply.code(401).send({ code: 'signed_out', message: 'Sign in first.' })
  })
  // The hook above lets nobody through who is not.
  const userOf = ({ user }: { user: string | null }) => user as string

  /** A session, with which this person's page talks to the Callgrant server. It lasts an hour; the SDK asks again. */
  app.post('/api/session', async (request) => {
    const { session } = await callgrant.sessions.create({ openid: userOf(request) })
    return { session }
  })

  app.get('/api/home', async (request) => {
    const user = userOf(request)
    const doors = doorsOf(user).map(({ sn, name, nameZh }) => ({ sn, name, nameZh }))
    return { user, doors, calls: calls.of(user) }
  })

  /** A ticket: it lets this person be asked about this door. Only people who live there get one. */
  app.post<{ Params: { sn: string } }>('/api/doors/:sn/ticket', async (request, reply) => {
    const { sn } = request.params
    if (!livesThere(userOf(request), sn)) return reply.code(404).send(NO_DOOR)
    const { sn_ticket } = await callgrant.tickets.create({ model_id: MODEL.model_id, sn })
    return { snTicket: sn_ticket }
  })

  /** Lets the door ring this person now, for “does it work?”. Refused with `not_authorized` until they allowed it. */
  app.post<{ Params: { sn: string } }>('/api/doors/:sn/test-ring', async (request, reply) => {
    const { sn } = request.params
    const openid = userOf(request)
    if (!livesThere(openid, sn)) return reply.code(404).send(NO_DOOR)
    const { online } = await callgrant.devices.get({ model_id: MODEL.model_id, sn })
    if (!online) return reply.code(409).send({ code: 'door_offline', message: 'This door is not connected.' })
    const call = await callgrant.calls.start({ model_id: MODEL.model_id, sn, openid, room_type: CALL_KIND })
    return { roomId: call.room_id }
  })
}

const NO_DOOR = { code: 'no_such_door', message: 'There is no such door at your home.' }
const livesThere = (user: string, sn: string) => doorsOf(user).some((door) => door.sn === sn)
