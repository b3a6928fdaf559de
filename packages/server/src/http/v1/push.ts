/** Routes of rings that reach a person who has no page open: subscribe, decline; and of the calls that were missed. */

import {
  DeclinedRing,
  DeclineRing,
  ListMissedCalls,
  MissedCallPage,
  PushRef,
  PushService,
  ReadMissedCalls,
  Removed,
  SubscribedPush,
  SubscribePush,
  UnreadMissedCalls,
} from '@callgrant/protocol'
import { listMissedCalls, readMissedCalls } from '../../acts/calls/missed-calls.ts'
import { declineRing } from '../../acts/push/decline-ring.ts'
import { pushService, subscribePush, unsubscribePush } from '../../acts/push/subscribe-push.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addPushRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const person = { caller: 'person', tag: 'person' } as const
  addRoute(tools, {
    ...person,
    method: 'GET',
    url: '/v1/me/push',
    summary: 'What a browser needs to know before it subscribes to rings',
    answer: PushService,
    act: () => pushService(ctx),
  })
  addRoute(tools, {
    ...person,
    method: 'POST',
    url: '/v1/me/push',
    summary: 'Push rings of this person to this browser or app; said again, it is seen again',
    body: SubscribePush,
    answer: SubscribedPush,
    act: ({ caller, body }) => subscribePush(ctx, caller, body),
  })
  addRoute(tools, {
    ...person,
    method: 'DELETE',
    url: '/v1/me/push/:subscription_id',
    summary: 'Push nothing there any more',
    params: PushRef,
    answer: Removed,
    act: ({ caller, params }) => unsubscribePush(ctx, caller, params.subscription_id),
  })
  addRoute(tools, {
    tag: 'person',
    caller: 'anyone',
    credential: true,
    method: 'POST',
    url: '/v1/ring/decline',
    summary: 'Decline a call from its notification: by the token of the pushed ring, with no session',
    body: DeclineRing,
    answer: DeclinedRing,
    errors: ['ring_token_invalid', 'answered_elsewhere', 'room_unknown'],
    act: ({ body }) => declineRing(ctx, body.token),
  })
  addMissedRoutes(tools)
}

function addMissedRoutes(tools: RouteTools): void {
  const { ctx } = tools
  for (const [caller, path] of [
    ['person', '/v1/me/missed-calls'],
    ['device', '/v1/device/missed-calls'],
  ] as const) {
    addRoute(tools, {
      caller,
      tag: caller,
      method: 'GET',
      url: path,
      summary: `Calls that this ${caller} missed, newest first`,
      query: ListMissedCalls,
      answer: MissedCallPage,
      act: ({ caller, query }) => listMissedCalls(ctx, caller, query),
    })
    addRoute(tools, {
      caller,
      tag: caller,
      method: 'POST',
      url: `${path}/read`,
      summary: 'Mark missed calls as read, for all clients',
      body: ReadMissedCalls,
      answer: UnreadMissedCalls,
      act: ({ caller, body }) => readMissedCalls(ctx, caller, body),
    })
  }
}
