/** Switches traces on where OpenTelemetry's own variables say where to send them. */

import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { VERSION } from '../version.ts'
import type { Tracing } from './tracing.ts'

/** What must be installed beside the server: it is not brought, since most servers send no traces. */
const PACKAGES = [
  '@opentelemetry/api',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
]

/** True where the environment says where traces go. */
export function wantsTraces(env: Readonly<Record<string, string | undefined>>): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = env
  const off = OTEL_SDK_DISABLED?.toLowerCase() === 'true' || OTEL_TRACES_EXPORTER === 'none'
  return !off && Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

/** The sentence for an operator whose server is asked for traces and cannot make them. */
export const INSTALL_TRACES = `No traces are sent: OpenTelemetry is not installed. Run npm install ${PACKAGES.join(' ')}`

/** @returns null where they are off, or cannot be made: calls go on without */
export async function startTracing(
  env: Readonly<Record<string, string | undefined>>,
  log: Pick<Logger, 'warn'>,
): Promise<Tracing | null> {
  if (!wantsTraces(env)) return null
  const installed = await installedTracing()
  if (!installed) {
    log.warn(INSTALL_TRACES)
    return null
  }
  return installed.openTelemetry({ version: VERSION, instance: randomUUID() })
}

/** @returns null where a package is missing */
export async function installedTracing(): Promise<typeof import('./open-telemetry.ts') | null> {
  try {
    return await import('./open-telemetry.ts')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}
