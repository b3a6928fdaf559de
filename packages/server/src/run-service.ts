/** Runs the service until a signal ends it: what `callgrant serve` does. */

import type { Language } from '@callgrant/protocol'
import type { Settings } from './config/settings.ts'
import { createService, type Overrides } from './serve.ts'
import { startMessage } from './start-message.ts'

/** A second signal does not wait. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * Starts, says so on standard error, and stops with grace at SIGINT or SIGTERM.
 * @returns when it has stopped
 * @throws what `createService` and `start` throw
 */
export async function runService(
  settings: Settings,
  options: Overrides & { language?: Language } = {},
): Promise<void> {
  const { language, ...overrides } = options
  const service = await createService(settings, overrides)
  await service.start()
  // Standard output is for the log alone.
  process.stderr.write(startMessage(service, language))
  await new Promise<void>((resolve, reject) => {
    let asked = false
    const onSignal = () => {
      if (asked) process.exit(130)
      asked = true
      service.stop().then(resolve, reject)
    }
    for (const signal of SIGNALS) process.on(signal, onSignal)
  })
}
