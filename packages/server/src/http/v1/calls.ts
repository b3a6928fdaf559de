/** Routes of an app's back end about calls: history, and a call that it starts from one of its devices. */

import {
  Call,
  CallEvents,
  CallPage,
  ListCalls,
  ListedCall,
  Ring,
  RingId,
  RoomId,
  StartCallFromDevice,
} from '@callgrant/protocol'
import { z } from 'zod'
import { listCallEvents } from '../../acts/calls/list-call-events.ts'
import { getListedCall, listCalls } from '../../acts/calls/list-calls.ts'
import { startCallFromDevice } from '../../acts/calls/start-call-from-device.ts'
import { getRing } from '../../acts/rings/get-ring.ts'
import { languageOf } from '../accept-language.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addCallRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'calls' } as const
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/calls',
    summary: 'Calls of the app, newest first',
    query: ListCalls,
    answer: CallPage,
    act: ({ caller, query }) => listCalls(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/calls/:room_id',
    summary: 'One call',
    params: z.object({ room_id: RoomId }),
    answer: ListedCall,
    errors: ['room_unknown'],
    act: ({ caller, params }) => getListedCall(ctx, caller, params.room_id),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/rings/:ring_id',
    summary:
      'A ring of several people: how it ended, and what became of each of them. Their calls are `GET /v1/calls` with `ring_id`',
    params: z.object({ ring_id: RingId }),
    answer: Ring,
    errors: ['room_unknown'],
    act: ({ caller, params }) => getRing(ctx, caller, params.ring_id),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/calls/:room_id/events',
    summary: 'The events of one call, in their order, as far as they are kept',
    params: z.object({ room_id: RoomId }),
    answer: CallEvents,
    errors: ['room_unknown'],
    act: ({ caller, params }) => listCallEvents(ctx, caller, params.room_id),
  })
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/calls',
    description:
      'A refusal that is about who may ring whom says `decided_by`, `decided_at` and an `explanation`, as the check does. A device that rings by itself is told the words of `message` and no more.',
    summary:
      'Ring a person from a device: its client is sent a notice of the call, and joins. A person in another call: it is `ended` at once, as `busy`',
    body: StartCallFromDevice,
    answer: Call,
    status: 201,
    errors: [
      'not_authorized',
      'device_unknown',
      'openid_malformed',
      'openid_unknown',
      'openid_other_app',
      'calling_not_enabled',
      'too_many_calls',
      'call_in_progress',
    ],
    act: ({ caller, body, request }) =>
      startCallFromDevice(ctx, caller, body, { language: languageOf(request) }),
  })
}
