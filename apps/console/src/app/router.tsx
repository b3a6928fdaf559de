/** Every page has an address that can be kept and sent: the app, what is looked at, and how it is filtered. */

import { createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router'
import { AppPage } from '../pages/app/app-page.tsx'
import { AuditPage } from '../pages/audit/audit-page.tsx'
import { CallPage } from '../pages/calls/call-page.tsx'
import { CallsPage } from '../pages/calls/calls-page.tsx'
import { DevicePage } from '../pages/devices/device-page.tsx'
import { DevicesPage } from '../pages/devices/devices-page.tsx'
import { EventsPage } from '../pages/events/events-page.tsx'
import { GroupPage } from '../pages/groups/group-page.tsx'
import { GroupsPage } from '../pages/groups/groups-page.tsx'
import { NotFoundPage } from '../pages/not-found-page.tsx'
import { OverviewPage } from '../pages/overview/overview-page.tsx'
import { PeoplePage } from '../pages/people/people-page.tsx'
import { PersonPage } from '../pages/people/person-page.tsx'
import { WebhookPage } from '../pages/webhooks/webhook-page.tsx'
import { WebhooksPage } from '../pages/webhooks/webhooks-page.tsx'
import { FailedPage } from './failed-page.tsx'
import { FirstApp } from './first-app.tsx'
import { only } from './search.ts'
import { Shell } from './shell.tsx'

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: FailedPage })
const index = createRoute({ getParentRoute: () => root, path: '/', component: FirstApp })
const app = createRoute({ getParentRoute: () => root, path: '/$appid', component: Shell })
const within = () => app

const pages = [
  createRoute({ getParentRoute: within, path: '/', component: ToOverview }),
  createRoute({
    getParentRoute: within,
    path: '/overview',
    component: OverviewPage,
    validateSearch: only('by'),
  }),
  createRoute({ getParentRoute: within, path: '/people', component: PeoplePage, validateSearch: only('q') }),
  createRoute({
    getParentRoute: within,
    path: '/people/$openid',
    component: PersonPage,
    validateSearch: only('model_id', 'sn', 'calls'),
  }),
  createRoute({
    getParentRoute: within,
    path: '/devices',
    component: DevicesPage,
    validateSearch: only('q', 'online', 'model_id', 'group_id'),
  }),
  createRoute({
    getParentRoute: within,
    path: '/devices/$modelId/$sn',
    component: DevicePage,
    validateSearch: only('calls'),
  }),
  createRoute({ getParentRoute: within, path: '/groups', component: GroupsPage }),
  createRoute({ getParentRoute: within, path: '/groups/$groupId', component: GroupPage }),
  createRoute({
    getParentRoute: within,
    path: '/calls',
    component: CallsPage,
    validateSearch: only('openid', 'model_id', 'sn', 'state', 'from', 'to'),
  }),
  createRoute({ getParentRoute: within, path: '/calls/$roomId', component: CallPage }),
  createRoute({ getParentRoute: within, path: '/webhooks', component: WebhooksPage }),
  createRoute({
    getParentRoute: within,
    path: '/webhooks/$webhookId',
    component: WebhookPage,
    validateSearch: only('state', 'delivery'),
  }),
  createRoute({
    getParentRoute: within,
    path: '/events',
    component: EventsPage,
    validateSearch: only('kind', 'text'),
  }),
  createRoute({ getParentRoute: within, path: '/app', component: AppPage }),
  createRoute({ getParentRoute: within, path: '/audit', component: AuditPage, validateSearch: only('of') }),
] as const

function ToOverview() {
  return <Navigate from="/$appid" to="/$appid/overview" replace />
}

export const router = createRouter({
  routeTree: root.addChildren([index, app.addChildren(pages)]),
  basepath: '/console',
  defaultPreload: false,
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
