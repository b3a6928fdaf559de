/** The service worker of the phone: `@callgrant/sdk/ringing-worker.js`, at this page's own origin. */

import '@callgrant/sdk/ringing-worker.js'
