/** The metrics of a real server, scraped by a real Prometheus that runs every query of the dashboard and of the alerts. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createBackend } from '@callgrant/sdk/backend'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { findProgram, freePort } from '../../../../scripts/lib/machine.ts'
import { hasNats } from '../../../../scripts/lib/nats.ts'
import { APP } from '../../test/call-testbed.ts'
import { type Cluster, startCluster } from '../../test/cluster.ts'
import { SocketClient } from '../../test/socket-client.ts'
import { type WebhookReceiver, webhookReceiver } from '../../test/webhook-receiver.ts'
import { hashSecret } from '../credentials/secret.ts'

const MONITORING = resolve(import.meta.dirname, '../../../../deploy/monitoring')
const SECRET = 's'.repeat(43)
const SOON = { timeout: 30_000, interval: 100 }
const prometheus = findProgram(['prometheus'])

interface Asked {
  title: string
  expr: string
}
const { groups } = parse(readFileSync(join(MONITORING, 'alerts.yaml'), 'utf8')) as {
  groups: { rules: { alert: string; expr: string }[] }[]
}
const { panels } = JSON.parse(readFileSync(join(MONITORING, 'grafana.json'), 'utf8')) as {
  panels: { title: string; targets: { expr: string }[] }[]
}
const ALERTS: Asked[] = groups.flatMap(({ rules }) =>
  rules.map(({ alert, expr }) => ({ title: alert, expr })),
)
const PANELS: Asked[] = panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))

describe.skipIf(prometheus === null || !hasNats())('Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-prometheus-'))
  let cluster: Cluster
  let hooks: WebhookReceiver
  let process: ChildProcess
  let port: number

  beforeAll(async () => {
    cluster = await startCluster(1, { webhooksPrivate: true })
    await cluster.addPairs(2)
    const secret = { secret_hash: hashSecret(SECRET) }
    await cluster.store.db.updateTable('app').set(secret).where('appid', '=', APP).execute()
    hooks = await webhookReceiver()
    port = await freePort()
    const target = new URL(cluster.nodes[0]?.address ?? '').host
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `scrape_configs: [{ job_name: callgrant, scrape_interval: 500ms, scrape_timeout: 500ms, static_configs: [{ targets: ["${target}"] }] }]`,
    )
    const options = [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]
    process = spawn(prometheus ?? '', options, { stdio: 'ignore' })
    await vi.waitFor(async () => expect(await ask('sum(up{job="callgrant"})')).toHaveLength(1), SOON)
    await live()
  })
  afterAll(async () => {
    process?.kill()
    await cluster?.stop()
    await hooks?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A ring that is refused, and a call from the ring to its quality. */
  async function live() {
    const backend = createBackend({ server: cluster.nodes[0]?.address ?? '', appid: APP, secret: SECRET })
    await backend.webhooks.create({ url: hooks.url })
    const { testbed } = cluster
    const door = await SocketClient.signIn(cluster.socket(0), testbed, testbed.door('door-x0'))
    const person = await SocketClient.signIn(cluster.socket(0), testbed, testbed.person('person-x0'))
    expect(await door.refused('call.start', { to: { openid: 'person-x1' }, room_type: 'voice' })).toBe(
      'not_authorized',
    )
    const { call } = await door.granted('call.start', { to: { openid: 'person-x0' }, room_type: 'voice' })
    const room = { room_id: call.room_id }
    await door.granted('call.join', room)
    await person.granted('call.accept', room)
    await door.granted('call.media_ready', room)
    await person.granted('call.media_ready', room)
    await door.granted('call.hang_up', { ...room, origin: 'manual' })
    const figures = { setup_ms: 240, loss: 0.01, rtt_ms: 40, freezes: 0, frozen_ms: 0 }
    await door.granted('call.quality', { ...room, quality: { ...figures, path: 'direct' } })
    await vi.waitFor(() => expect(hooks.received.at(-1)?.event.type).toBe('call.quality'), SOON)
  }

  async function api<T>(path: string): Promise<T> {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string }
    if (status !== 'success') throw new Error(error)
    return data
  }

  interface Series {
    metric: Record<string, string>
    value: [number, string]
  }
  const ask = async (expr: string): Promise<Series[]> =>
    (await api<{ result: Series[] }>(`query?query=${encodeURIComponent(expr)}`)).result

  /** Its metrics that the server does not have, and labels that they do not have. */
  async function faultsOf({ expr }: Asked): Promise<string[]> {
    await ask(expr)
    const known = await api<Record<string, unknown>>('metadata')
    const faults: string[] = []
    for (const [, name = '', matchers = ''] of expr.matchAll(/\b([a-z_]\w*)\{([^}]*)\}/g)) {
      const family = name.replace(/_(bucket|count|sum)$/, '')
      if (name !== 'up' && !known[name] && !known[family]) faults.push(`there is no metric ${name}`)
      const series = await api<Record<string, string>[]>(`series?match[]=${encodeURIComponent(name)}`)
      const [first] = series
      if (!first) continue // nothing of it has happened
      const labels = matchers.split(',').map((matcher) => matcher.split(/[=!]/)[0]?.trim() ?? '')
      for (const label of labels) if (!(label in first)) faults.push(`${name} has no label ${label}`)
    }
    for (const [, labels = ''] of expr.matchAll(/\bby \(([^)]*)\)/g)) {
      const names = [...expr.matchAll(/\b([a-z_]\w*)\{/g)].map(([, name = '']) => name)
      for (const name of names) {
        const [first] = await api<Record<string, string>[]>(`series?match[]=${encodeURIComponent(name)}`)
        for (const label of labels.split(',').map((word) => word.trim())) {
          if (first && !(label in first)) faults.push(`${name} has no label ${label}`)
        }
      }
    }
    return faults
  }

  it.each(ALERTS)('has what the alert $title asks for', async (alert) => {
    expect(await faultsOf(alert)).toEqual([])
  })

  it.each(PANELS)('has what the dashboard asks for: $title, $expr', async (panel) => {
    expect(await faultsOf(panel)).toEqual([])
  })

  it('sees that a query names a metric, or a label, that there is not', async () => {
    const faults = (expr: string) => faultsOf({ title: '', expr })
    expect(await faults('sum(callgrant_rings{job="callgrant"})')).toEqual([
      'there is no metric callgrant_rings',
    ])
    expect(await faults('sum by (openid) (callgrant_rings_total{job="callgrant"})')).toEqual([
      'callgrant_rings_total has no label openid',
    ])
    await expect(faults('sum(callgrant_rings_total{job="callgrant"')).rejects.toThrow('parse error')
  })

  it('counts what happened: rings, refusals, ends, times, webhooks, store and bus', async () => {
    const value = async (expr: string) => Number((await ask(expr))[0]?.value[1])
    await vi.waitFor(async () => {
      expect(await value('callgrant_rings_total{outcome="placed"}')).toBe(1)
      expect(await value('callgrant_rings_total{outcome="refused"}')).toBe(1)
      const refusal = 'callgrant_ring_refusals_total{code="not_authorized",decided_by="none"}'
      expect(await value(refusal)).toBe(1)
      expect(await value('callgrant_calls_ended_total{reason="hung_up",answered="yes"}')).toBe(1)
      for (const name of ['ring_duration', 'call_answer', 'call_talk', 'call_setup', 'call_round_trip']) {
        expect(await value(`callgrant_${name}_seconds_count`), name).toBe(1)
      }
      for (const name of ['webhook_lag', 'webhook_answer', 'store_read', 'store_write', 'bus_deliver']) {
        expect(await value(`callgrant_${name}_seconds_count`), name).toBeGreaterThan(0)
      }
      expect(await value('callgrant_webhook_queue{state="unsent"}')).toBe(0)
    }, SOON)
  })

  it('has few series, and none that names a person, a device, a room or an app', async () => {
    const series = await api<Record<string, string>[]>('series?match[]={__name__=~"callgrant_.*"}')
    expect(series.length).toBeGreaterThan(50)
    expect(series.length).toBeLessThan(1500)
    const values = new Set(series.flatMap((labels) => Object.values(labels)))
    for (const value of values) expect(value).not.toMatch(/^(person-|door-|r_|m_|app$)/)
  })
})
