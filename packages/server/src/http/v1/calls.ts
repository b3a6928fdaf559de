/** Routes of an app's back end about calls: history. */

import { Call, CallPage, ListCalls, RoomId } from '@callgrant/protocol'
import { z } from 'zod'
import { getCall, listCalls } from '../../acts/calls/list-calls.ts'
import { addRoute, type RouteTools } from '../route.ts'

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
    answer: Call,
    errors: ['room_unknown'],
    act: ({ caller, params }) => getCall(ctx, caller, params.room_id),
  })
}
