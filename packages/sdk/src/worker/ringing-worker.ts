/**
 * The service worker that shows rings, as one file to host at your own origin. Pictures of its notifications are in its
 * address: `/ringing-worker.js?icon=/icon-192.png&badge=/badge-96.png`.
 */

import { serveRinging } from './serve-ringing.ts'

const { searchParams } = new URL(location.href)
const [icon, badge] = [searchParams.get('icon'), searchParams.get('badge')]
serveRinging({ ...(icon !== null && { icon }), ...(badge !== null && { badge }) })
