/** The route of an app's back end about what happened, counted. */

import { GetStats, Stats } from '@callgrant/protocol'
import { getStats } from '../../acts/stats/get-stats.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

export function addStatsRoute(tools: RouteTools): void {
  addRoute(tools, {
    method: 'GET',
    url: '/v1/stats',
    tag: 'calls',
    summary:
      'Calls, by hour or by day: placed, answered, missed, refused; and how many people and devices there are',
    caller: 'backend',
    query: GetStats,
    answer: Stats,
    act: ({ caller, query }) => getStats(tools.ctx, caller, query),
  })
}
