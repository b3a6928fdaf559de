/** What operators deploy with: the image, built and run as far as that goes without an engine; compose, Helm, systemd, alerts. */

import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { validate } from 'dockerfile-utils'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { parse } from 'yaml'
import { findProgram, freePort } from '../scripts/lib/machine.ts'
import { buildImage, type Image } from './lib/dockerfile.ts'
import { blocksOf } from './lib/page-blocks.ts'

const ROOT = resolve(import.meta.dirname, '..')
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8')
/** Every variable that the service reads, as its own page says. */
const SETTINGS = [...text('docs/settings.md').matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name)
const settingsIn = (words: string) => words.match(/\b(CALLGRANT_\w+|DATABASE_URL|NATS_URL)\b/g) ?? []

describe('the image', () => {
  const dockerfile = text('Dockerfile')
  let image: Image
  let service: ChildProcess
  let port: number
  let log = ''
  beforeAll(async () => {
    image = buildImage(dockerfile)
    port = await freePort()
    service = image.start(image.command, { PORT: String(port) })
    service.stdout?.on('data', (chunk: Buffer) => (log += chunk))
    service.stderr?.on('data', (chunk: Buffer) => (log += chunk))
    await vi.waitFor(
      async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status, log).toBe(200),
      { timeout: 60_000, interval: 100 },
    )
  }, 600_000)
  afterAll(() => {
    service?.kill('SIGKILL')
    image?.remove()
  })
  const healthy = async () => {
    const [code] = await once(image.start(image.healthCheck, { PORT: String(port) }), 'exit')
    return code === 0
  }

  it('has a Dockerfile without a fault, with versions of what it is built from, and does not run as root', () => {
    expect(validate(dockerfile)).toEqual([])
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base)
    expect(bases.length).toBeGreaterThan(1)
    for (const base of bases) expect(base).toMatch(/:\d/)
    expect(image.user).toBe('node')
    expect(image.ports).toEqual(['7100'])
  })

  it('serves from what its commands installed: the service, and no tool of this repository', async () => {
    expect((await fetch(`http://127.0.0.1:${port}/v1/time`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${port}/docs/`)).status).toBe(200)
    const installed = globSync('node_modules/{*,@callgrant/*}', { cwd: join(image.root, image.workdir) })
    expect(installed).toContain('node_modules/callgrant')
    for (const tool of ['vitest', 'typescript', 'vite', '@callgrant/emulator']) {
      expect(installed).not.toContain(`node_modules/${tool}`)
    }
  })

  it('keeps its store, keys and token in /data, and writes nothing else', () => {
    expect(globSync('data/*', { cwd: image.root }).toSorted()).toEqual(
      expect.arrayContaining(['data/admin-token', 'data/callgrant.db', 'data/keys.json']),
    )
  })

  it('has alerts and a dashboard whose metrics the service has', async () => {
    const has = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    const names = [...has.matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    )
    const { groups } = parse(text('deploy/monitoring/alerts.yaml')) as { groups: AlertGroup[] }
    const rules = groups.flatMap(({ rules }) => rules)
    const board = JSON.parse(text('deploy/monitoring/grafana.json')) as Dashboard
    const asked = [
      ...rules.map(({ expr }) => expr),
      ...board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ].flatMap((expr) => [...expr.matchAll(/\b([a-z_]\w*)\{/g)].map(([, name]) => name))
    expect(rules.length).toBeGreaterThan(5)
    expect(new Set(asked).size).toBeGreaterThan(8)
    // Prometheus makes that one by itself.
    for (const name of asked) if (name !== 'up') expect(names).toContain(name)
    for (const { alert, annotations, labels, for: lasting } of rules) {
      expect([alert, annotations.summary, annotations.description, labels.severity, lasting]).not.toContain(
        undefined,
      )
    }
    const promtool = findProgram(['promtool'])
    if (promtool) {
      const checked = spawnSync(promtool, ['check', 'rules', 'deploy/monitoring/alerts.yaml'], { cwd: ROOT })
      expect(checked.status, String(checked.stderr)).toBe(0)
    }
  })

  it('is healthy while it runs, ends well at SIGTERM, and is not healthy after', async () => {
    expect(await healthy()).toBe(true)
    const ended = once(service, 'exit')
    service.kill('SIGTERM')
    expect(await ended, log).toEqual([0, null])
    expect(await healthy()).toBe(false)
  })
})

describe('deploy/compose.yaml', () => {
  const compose = parse(text('deploy/compose.yaml'), { merge: true }) as Compose
  const variables = new Set([...text('deploy/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name))

  it('has three nodes that are the same, and what they need', () => {
    const { node1, node2, node3, ...others } = compose.services
    expect(node2).toEqual(node1)
    expect(node3).toEqual(node1)
    expect(Object.keys(others).toSorted()).toEqual(['caddy', 'coturn', 'nats', 'postgres'])
    const names = Object.keys(node1?.environment ?? {})
    expect(names).toEqual(expect.arrayContaining(['DATABASE_URL', 'NATS_URL', 'CALLGRANT_KEYS']))
    for (const name of names) expect(SETTINGS).toContain(name)
    for (const { depends_on = [], volumes = [], networks = [] } of Object.values(compose.services)) {
      const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)
      for (const name of needed) expect(compose.services).toHaveProperty(name)
      for (const name of networks) expect(compose.networks).toHaveProperty(name)
      for (const volume of volumes) {
        const [source = ''] = volume.split(':')
        if (!source.startsWith('.')) expect(compose.volumes).toHaveProperty(source)
      }
    }
  })

  it('gives no secret as a flag, which everybody on the machine can read; the relay is that of docs/operating.md', () => {
    const secret = /PASSWORD|SECRET|TOKEN|KEYS/
    for (const { command = [], configs = [] } of Object.values(compose.services)) {
      expect(command.join(' ')).not.toMatch(secret)
      for (const { source } of configs) expect(compose.configs).toHaveProperty(source)
    }
    const [, documented = ''] = /```ini\n([^`]+)```/.exec(text('docs/operating.md')) ?? []
    const settings = (lines: string) =>
      lines
        .split('\n')
        .map((line) => line.trim().replace(/=.*(…|\$\{|example).*/, ''))
        .filter((line) => line !== '' && !line.startsWith('#'))
    expect(settings(compose.configs.coturn?.content ?? '')).toEqual(settings(documented))
  })

  it('names each variable in deploy/example.env, which has no other', () => {
    const example = [...text('deploy/example.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name)
    expect(example.toSorted()).toEqual([...variables].toSorted())
  })

  it('has a proxy in front of every node, which knows one that is not ready', () => {
    const caddyfile = text('deploy/Caddyfile')
    const upstreams = /reverse_proxy ([^{]+) \{/.exec(caddyfile)?.[1]?.split(' ')
    expect(upstreams).toEqual(['node1:7100', 'node2:7100', 'node3:7100'])
    expect(caddyfile).toContain('health_uri /readyz')
    const caddy = findProgram(['caddy'])
    if (!caddy) return
    const args = ['validate', '--adapter', 'caddyfile', '--config', 'deploy/Caddyfile']
    const checked = spawnSync(caddy, args, { cwd: ROOT, env: { ...process.env, DOMAIN: 'call.example.com' } })
    expect(checked.status, String(checked.stderr)).toBe(0)
  })
})

describe('deploy/helm', () => {
  const templates = globSync('deploy/helm/templates/*', { cwd: ROOT })
  const values = parse(text('deploy/helm/values.yaml')) as Record<string, unknown>

  it('has values for all that its templates use, and none that nothing uses', () => {
    const used = new Set<string>()
    for (const path of templates) {
      for (const [, name = ''] of text(path).matchAll(/\.Values\.([\w.]+)/g)) {
        const value = name
          .split('.')
          .reduce<unknown>((of, key) => (of as Record<string, unknown> | undefined)?.[key], values)
        expect(value, `${path}: ${name}`).toBeDefined()
        used.add(name.split('.')[0] ?? '')
      }
    }
    expect([...used].toSorted()).toEqual(Object.keys(values).toSorted())
  })

  it('has templates whose blocks are closed, and only settings that there are', () => {
    for (const path of templates) {
      const actions = [...text(path).matchAll(/\{\{-?\s*(\w+)/g)].map(([, word = '']) => word)
      const opened = actions.filter((word) => ['if', 'range', 'with', 'define'].includes(word))
      expect([path, actions.filter((word) => word === 'end').length]).toEqual([path, opened.length])
      for (const name of settingsIn(text(path))) expect(SETTINGS).toContain(name)
    }
    for (const name of settingsIn(text('deploy/helm/values.yaml'))) expect(SETTINGS).toContain(name)
    const chart = parse(text('deploy/helm/Chart.yaml')) as { appVersion: string }
    const { version } = JSON.parse(text('packages/server/package.json')) as { version: string }
    expect(chart.appVersion).toBe(version)
    const helm = findProgram(['helm'])
    if (!helm) return
    const set = ['--set', 'publicUrl=https://call.example.com']
    const checked = spawnSync(helm, ['lint', 'deploy/helm', '--strict', ...set], { cwd: ROOT })
    expect(checked.status, String(checked.stdout)).toBe(0)
  })
})

describe.skipIf(findProgram(['systemd-analyze']) === null)('deploy/callgrant.service', () => {
  const analyze = (...args: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-unit-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const unit = join(folder, 'callgrant.service')
    writeFileSync(unit, text('deploy/callgrant.service'))
    return spawnSync('systemd-analyze', [...args, unit], { encoding: 'utf8' })
  }

  it('is a unit that systemd takes', () => {
    const { status, stdout, stderr } = analyze('verify', '--man=no')
    expect([status, stdout + stderr]).toEqual([0, ''])
  })

  it('may do little: systemd rates its exposure below 2 of 10', () => {
    const { status, stdout, stderr } = analyze('security', '--offline=true', '--threshold=20', '--no-pager')
    expect(status, stdout + stderr).toBe(0)
  })
})

it('docs/operating.md names only settings that there are, and the same in Chinese, with the same commands', () => {
  const page = text('docs/operating.md')
  for (const name of settingsIn(page)) {
    const all = [...SETTINGS, 'CALLGRANT_APPID', 'CALLGRANT_SECRET']
    const known = all.some((setting) => name === setting || setting?.startsWith(name))
    expect(known, name).toBe(true)
  }
  const chinese = 'docs/operating.zh-CN.md'
  expect(new Set(settingsIn(text(chinese)))).toEqual(new Set(settingsIn(page)))
  const lines = (of: string) =>
    blocksOf(of).flatMap(({ code }) => code.split('\n').map((line) => line.replace(/ *#.*/, '')))
  expect(lines(chinese)).toEqual(lines('docs/operating.md'))
})

interface AlertGroup {
  rules: {
    alert: string
    expr: string
    for: string
    labels: { severity: string }
    annotations: Record<string, string>
  }[]
}
interface Dashboard {
  panels: { targets: { expr: string }[] }[]
}
interface Compose {
  services: Record<
    string,
    {
      environment?: Record<string, string>
      depends_on?: string[] | Record<string, unknown>
      volumes?: string[]
      networks?: string[]
      command?: string[]
      configs?: { source: string }[]
    }
  >
  configs: Record<string, { content: string }>
  networks: Record<string, unknown>
  volumes: Record<string, unknown>
}
