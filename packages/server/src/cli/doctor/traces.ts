/** Whether traces can be made, where OpenTelemetry's variables ask for them. */

import { INSTALL_TRACES, installedTracing, wantsTraces } from '../../telemetry/start-tracing.ts'
import { type Finding, find } from './finding.ts'

/** @returns nothing where they are off */
export async function checkTraces(env: Readonly<Record<string, string | undefined>>): Promise<Finding[]> {
  if (!wantsTraces(env)) return []
  if (!(await installedTracing())) {
    const command = INSTALL_TRACES.slice(INSTALL_TRACES.indexOf('npm install'))
    return [
      find('traces', 'warning', INSTALL_TRACES, `未发送链路追踪：未安装 OpenTelemetry。请运行 ${command}`),
    ]
  }
  const to = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT
  return [find('traces', 'ok', `Traces are sent to ${to}.`, `链路追踪发送至 ${to}。`)]
}
