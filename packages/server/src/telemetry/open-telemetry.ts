/** Traces by OpenTelemetry, sent by OTLP over HTTP as the standard variables say. Loaded only where they are switched on. */

import {
  type Context,
  context,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { parseTraceParent } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { BATCHES, type Batch } from '../store/batched.ts'
import { findTraceBy, NO_SPAN, type OpenSpan, type SpanOptions, type Tracing } from './tracing.ts'

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
}

export function openTelemetry(about: Tracing['about']): Tracing {
  // One for the process; the second server in it finds it there.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const own = resourceFromAttributes({
    'service.name': 'callgrant',
    'service.version': about.version,
    'service.instance.id': about.instance,
  })
  const named = detectResources({ detectors: [envDetector] })
  const provider = new TracerProvider({
    resource: defaultResource().merge(own).merge(named),
    sampler: samplerOf(process.env),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const tracer = provider.getTracer('callgrant', about.version)

  const run = <T>(name: string, options: SpanOptions, work: (span: OpenSpan) => T): T => {
    const { kind = 'internal', attributes = {}, parent } = options
    const above = parent === undefined ? context.active() : under(parent)
    const span = tracer.startSpan(name, { kind: KINDS[kind], attributes }, above)
    return context.with(trace.setSpan(above, span), () => settle(span, work))
  }
  findTraceBy(traceparent)
  const leaveBatches = traceBatches(tracer)
  return {
    about,
    span: run,
    inside: (name, options, work) =>
      trace.getSpan(context.active()) ? run(name, options, work) : work(NO_SPAN),
    current: traceparent,
    stop: () => {
      leaveBatches()
      return provider.shutdown()
    },
  }
}

/** Who traces statements that are shared: of several servers in a process the first, since they share what is told of them. */
let isTracingBatches = false

/**
 * A statement that several requests share is a part of none of them: it has a trace of its own, with a link to the span of
 * each that asked. @returns ends it
 */
function traceBatches(tracer: Tracer): () => void {
  if (isTracingBatches) return () => {}
  isTracingBatches = true
  const spans = new WeakMap<Batch, Span>()
  const hear = {
    start(batch: Batch) {
      const links = batch.askers.flatMap((asker) => {
        const asking = asker(() => trace.getSpan(context.active())?.spanContext())
        return asking && isSpanContextValid(asking) ? [{ context: asking }] : []
      })
      if (links.length === 0) return
      const attributes = { 'db.operation.name': batch.name, 'db.operation.batch.size': batch.askers.length }
      spans.set(
        batch,
        tracer.startSpan('store batch', { root: true, kind: SpanKind.CLIENT, links, attributes }),
      )
    },
    // It has begun, and goes on.
    end() {},
    asyncStart() {},
    error: (batch: Batch) => void spans.get(batch)?.setStatus({ code: SpanStatusCode.ERROR }),
    asyncEnd: (batch: Batch) => void spans.get(batch)?.end(),
  }
  BATCHES.subscribe(hear)
  return () => {
    BATCHES.unsubscribe(hear)
    isTracingBatches = false
  }
}

/** As the standard variables say; the SDK by itself does not read these. Default: all, unless the caller decided. */
function samplerOf({ OTEL_TRACES_SAMPLER = '', OTEL_TRACES_SAMPLER_ARG }: NodeJS.ProcessEnv): Sampler {
  const [, byParent, name = ''] = /^(parentbased_)?(.*)$/.exec(OTEL_TRACES_SAMPLER) ?? []
  const given = Number(OTEL_TRACES_SAMPLER_ARG ?? 1)
  const ratio = given >= 0 && given <= 1 ? given : 1
  const roots: Record<string, Sampler> = {
    always_off: new AlwaysOffSampler(),
    traceidratio: new TraceIdRatioBasedSampler(ratio),
  }
  const root = roots[name] ?? new AlwaysOnSampler()
  return byParent || OTEL_TRACES_SAMPLER === '' ? new ParentBasedSampler({ root }) : root
}

function traceparent(): string | undefined {
  const span = trace.getSpan(context.active())?.spanContext()
  if (!span || !isSpanContextValid(span)) return undefined
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`
}

function under(parent: string): Context {
  const remote = parseTraceParent(parent)
  return remote ? trace.setSpanContext(context.active(), { ...remote, isRemote: true }) : context.active()
}

function settle<T>(span: Span, work: (span: OpenSpan) => T): T {
  const open: OpenSpan = {
    rename: (name) => void span.updateName(name),
    set: (attributes) => void span.setAttributes(attributes),
    failed: (why) => void span.setStatus({ code: SpanStatusCode.ERROR, message: why }),
  }
  const thrown = (error: unknown) => {
    const { code = 'error' } = (error ?? {}) as { code?: unknown }
    span.setAttribute('error.type', String(code)).setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    throw error
  }
  try {
    const result = work(open)
    if (result instanceof Promise) {
      return result.then((value) => {
        span.end()
        return value
      }, thrown) as T
    }
    span.end()
    return result
  } catch (error) {
    return thrown(error)
  }
}
