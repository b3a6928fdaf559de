/** `npm run cluster`, as somebody types it who wants to see whether a node that dies is noticed. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hasNats } from '../scripts/lib/nats.ts'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { answerDialog, button, callPageGoes, decoded, openTry, type Place } from './lib/try-page.ts'

interface Ready {
  tryPage: string
  nodes: { address: string; pid: number }[]
}

const TIMES = { timeout: 240_000 }
const SOON = { timeout: 45_000, interval: 100 }
const cwd = resolve(import.meta.dirname, '..')
const SCRIPT = ['--conditions=callgrant-source', 'scripts/cluster.ts']

describe.skipIf(!hasChromium || !hasNats())('npm run cluster', TIMES, () => {
  let cluster: ChildProcess
  let browser: Browser
  let ready: Ready
  let said = ''
  beforeAll(async () => {
    cluster = spawn(process.execPath, [...SCRIPT, '--port', '0', '--json'], { cwd })
    let out = ''
    cluster.stdout?.on('data', (chunk: Buffer) => (out += chunk))
    cluster.stderr?.on('data', (chunk: Buffer) => (said += chunk))
    ready = await vi.waitFor(() => JSON.parse(out) as Ready, { timeout: 120_000, interval: 100 })
    browser = await launchChromium()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    cluster?.kill('SIGKILL')
  })

  /** Taps until it did something: the page changes under the finger as the connection comes back. */
  const tapUntil = (place: Place, name: string, done: () => Promise<boolean>) =>
    expect
      .poll(
        async () => {
          if (await button(place, name).count()) {
            await button(place, name)
              .click({ timeout: 2_000 })
              .catch(() => {})
          }
          return done()
        },
        { timeout: 45_000 },
      )
      .toBe(true)
  const end = (node: number) => process.kill(ready.nodes[node]?.pid ?? 0, 'SIGKILL')

  test('a call across nodes outlives the end of either: of the phone’s while it rings, of the door’s in talk (C15)', async () => {
    const { phone, door, t, errors, close } = await openTry(browser, ready.tryPage)
    // Each on a node of its own.
    const servers = await Promise.all(
      ready.nodes.map(async ({ address }) => (await fetch(`${address}/metrics`)).text()),
    )
    expect(servers.map((metrics) => /^callgrant_sockets_open (\d+)/m.exec(metrics)?.[1])).toEqual([
      '1',
      '1',
      '0',
    ])
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await door.locator('[data-status="1"]').waitFor()
    await button(door, t.door.ringVideo).click()
    await button(phone, t.call.accept).waitFor()
    end(0)
    await vi.waitFor(() => expect(said).toContain('node 1 ended (SIGKILL) and is started again'), SOON)
    await tapUntil(phone, t.call.accept, async () => (await phone.getByRole('timer').count()) === 1)
    const moving = async () => {
      const before = (await decoded(phone)).frames
      await expect
        .poll(async () => (await decoded(phone)).frames - before, { timeout: 45_000 })
        .toBeGreaterThan(10)
    }
    await moving()
    end(1)
    await vi.waitFor(() => expect(said).toContain('node 2 ended'), SOON)
    await moving()
    await vi.waitFor(() => expect(said).toContain('node 2 is back'), SOON)
    await tapUntil(door, t.call.hangUp, async () => (await door.locator('callgrant-call').count()) === 0)
    await callPageGoes(phone)
    expect(errors).toEqual([])
    await close()
  })

  test('Ctrl+C stops all of it', async () => {
    const ended = new Promise((done) => cluster.once('exit', done))
    cluster.kill('SIGINT')
    expect(await ended, said).toBe(0)
    for (const { address } of ready.nodes) await expect(fetch(address)).rejects.toThrow()
  })
})

test('says what it can do, and refuses what it does not know', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [...SCRIPT, ...args], { cwd, encoding: 'utf8' })
  expect(run('--help').stdout).toContain('npm run cluster -- --port 0 --json')
  const { status, stderr } = run('--port', 'high')
  expect([status, stderr]).toEqual([2, expect.stringContaining('--port should be a whole number')])
})
