/** What the SDK takes for granted and ArkTS does not have. */

import 'abort-controller/polyfill'

globalThis.queueMicrotask ??= (work) => void Promise.resolve().then(work)
