/** Globals that the SDK uses and ArkTS does not have. */

import { AbortController, AbortSignal } from 'abort-controller/dist/abort-controller.mjs'

const globals = globalThis as { AbortController?: unknown; AbortSignal?: unknown }
globals.AbortController ??= AbortController
globals.AbortSignal ??= AbortSignal
globalThis.queueMicrotask ??= (work) => void Promise.resolve().then(work)
