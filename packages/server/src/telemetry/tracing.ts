/**
 * Traces, where they are switched on. Off, this is `null` everywhere and nothing of OpenTelemetry is loaded; on,
 * `open-telemetry.ts` makes it.
 */

/** Bounded words and numbers; never an openid, a device or a text of a user. */
export type Attributes = Record<string, string | number | boolean>

export interface SpanOptions {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  attributes?: Attributes
  /** What it is part of, as `traceparent` (W3C Trace Context) has it; undefined: what runs now. */
  parent?: string | undefined
}

export interface Tracing {
  /** What it says of itself: `version` of the server; `instance`: which node of a cluster it is. */
  readonly about: { version: string; instance: string }
  /** Runs `work` in a span, which ends with it, or when its promise settles. What it throws is noted, and thrown. */
  span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => T): T
  /** The same, only as a part of something: work of its own accord makes no trace. */
  inside<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => T): T
  /** `traceparent` of what runs now; undefined: nothing is traced. */
  current(): string | undefined
  /** Sends what is left. */
  stop(): Promise<void>
}

export interface OpenSpan {
  rename(name: string): void
  set(attributes: Attributes): void
  failed(why: string): void
}

let current: () => string | undefined = () => undefined

/** `traceparent` of what runs now, for what is written down and goes on later; undefined: nothing is traced. */
export function currentTrace(): string | undefined {
  return current()
}

/** Says how the current trace is found: there is one for the process. */
export function findTraceBy(find: () => string | undefined): void {
  current = find
}

/** What stands in for a span where nothing is traced. */
export const NO_SPAN: OpenSpan = { rename() {}, set() {}, failed() {} }
