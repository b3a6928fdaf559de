/** `Device.ring`: what it asks of the server. */

import type { Request } from '@callgrant/protocol'
import type { RingRequest } from './ring-types.ts'

/** @returns the fields of `ring.start` */
export function startOfRing(request: RingRequest): Omit<Request<'ring.start'>, 'id' | 'type'> {
  const { people, plan, seconds, roomType, callerCamera, listenerCamera, timeLimit } = request
  const { customQuery, payload, isCloud } = request
  return {
    people,
    plan,
    room_type: roomType,
    ...(seconds !== undefined && { seconds }),
    ...(callerCamera !== undefined && { caller_camera: callerCamera }),
    ...(listenerCamera !== undefined && { listener_camera: listenerCamera }),
    ...(timeLimit !== undefined && { time_limit_seconds: Math.ceil(timeLimit) }),
    ...(customQuery !== undefined && { custom_query: customQuery }),
    ...(payload !== undefined && { payload }),
    ...(isCloud && { is_cloud: true }),
  }
}
