/** What the SDK takes for granted and ArkTS does not have. */

import { AbortController, AbortSignal } from 'abort-controller/dist/abort-controller.mjs'

const world = globalThis as { AbortController?: unknown; AbortSignal?: unknown }
world.AbortController ??= AbortController
world.AbortSignal ??= AbortSignal
globalThis.queueMicrotask ??= (work) => void Promise.resolve().then(work)
