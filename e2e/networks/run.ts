/** Plays one scenario with two browsers, a server, and a bare pair of peer connections beside the call. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { MODEL, testServer } from '../../packages/server/test/test-server.ts'
import type { Side, Speech, Told } from './page.ts'
import type { Scenario } from './scenarios.ts'
import { SERVER_ADDRESS, type Space } from './space.ts'

declare global {
  interface Window {
    networkSide: Side
  }
}

/** What one scenario came to. Times in milliseconds; null: no picture came back. */
export interface Result {
  scenario: string
  /** The longest time without a new picture, at the phone and at the device. */
  freezeMs: { call: (number | null)[]; bare: (number | null)[] }
  /** Of the sound that arrived meanwhile, the share that was made up, at the phone and at the device. */
  concealed: { call: number[]; bare: number[] }
  /** Packets of sound that came a second time in the call, at the phone and at the device. */
  redundant: number[]
  /** The words of `connection`, as the phone's page saw them. */
  connection: string[]
  /** What was not as it must be; empty: all was. */
  faults: string[]
}

/** How much longer than the cut, or than that of the bare pair beside it, the picture may stand still. */
const GRACE_MS = 2_500
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

/** Runs the scenarios, each in fresh browsers. To be called inside the namespace of the internet. */
export async function* runScenarios(space: Space, scenarios: Scenario[]): AsyncGenerator<Result> {
  const script = await bundle()
  for (const scenario of scenarios) yield await runScenario(space, scenario, script)
}

async function runScenario(space: Space, scenario: Scenario, script: string): Promise<Result> {
  const server = await testServer({ listen: true, now: Date.now, settings: { host: SERVER_ADDRESS } })
  const browsers: Browser[] = []
  try {
    const url = `http://${SERVER_ADDRESS}:${new URL(server.address).port}`
    const open = async (where: 'phone' | 'device') => {
      const browser = await launchInside(space.inside(where), url)
      browsers.push(browser)
      const page = await browser.newPage()
      await page.route('**/side', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
      )
      await page.goto(`${url}/side`)
      await page.addScriptTag({ content: script })
      return page
    }
    const phone = await open('phone')
    const device = await open('device')
    const alice = await server.person('alice')
    const ref = { model_id: MODEL, sn: 'door-1' }
    await device.evaluate((given) => window.networkSide.device(given), {
      server: url,
      appid: server.appid,
      modelId: MODEL,
      sn: ref.sn,
      ticket: await server.ticket(ref),
    })
    await alice.decide(ref, 'allow')
    await phone.evaluate((given) => window.networkSide.phone(given), { server: url, session: alice.session })
    const pages = [phone, device]
    await connectBare(pages)
    await device.evaluate(() => window.networkSide.ring('door-1', 'alice'))
    await phone.waitForFunction(() => window.networkSide.told().rung.length > 0)
    await phone.evaluate(() => window.networkSide.accept())
    for (const page of pages) await pictured(page)
    const before = await tellsOf(pages)
    const heardBefore = await speechOf(pages)

    const from = Date.now()
    await scenario.apply(space)
    await pause(scenario.watchMs)
    const until = Date.now()
    const freezes = await Promise.all(pages.map((page) => freezesOf(page, from, until)))
    const after = await tellsOf(pages)
    const heard = await speechOf(pages)
    await scenario.restore(space)
    const faults = [...faultsOf(before, after), ...(await faultsOfEnd(pages, server, after))]
    for (const [index, { call: freeze, bare }] of freezes.entries()) {
      const who = index === 0 ? 'phone' : 'device'
      const limit = Math.max(scenario.cutMs, bare ?? 0) + GRACE_MS
      if (freeze === null) faults.push(`the picture never came back at the ${who}`)
      else if (freeze > limit) faults.push(`no picture at the ${who} for ${freeze} ms, at most ${limit}`)
    }
    const freezeMs = { call: freezes.map(({ call }) => call), bare: freezes.map(({ bare }) => bare) }
    const speech = heard.map((now, index) => ({
      call: grown(heardBefore[index]?.call, now.call),
      bare: grown(heardBefore[index]?.bare, now.bare),
    }))
    const concealed = {
      call: speech.map(({ call }) => call.concealed / Math.max(1, call.samples)),
      bare: speech.map(({ bare }) => bare.concealed / Math.max(1, bare.samples)),
    }
    const redundant = speech.map(({ call }) => call.redundant)
    if (scenario.redundant) faults.push(...faultsOfSpeech(concealed, redundant))
    const connection = after[0]?.connection ?? []
    return { scenario: scenario.name, freezeMs, concealed, redundant, connection, faults }
  } finally {
    for (const browser of browsers) await browser.close()
    await server.stop()
  }
}

async function connectBare([phone, device]: Page[]): Promise<void> {
  if (!phone || !device) return
  const offer = await phone.evaluate(() => window.networkSide.bareOffer())
  const answer = await device.evaluate((sdp) => window.networkSide.bareAnswer(sdp), offer)
  await phone.evaluate((sdp) => window.networkSide.bareAccept(sdp), answer)
}

/** Waits until pictures have come for a while, of the call and of the bare pair. */
async function pictured(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const { call, bare } = window.networkSide.pictures(Date.now() - 1_000)
    return window.networkSide.told().state === 'talking' && call.length > 5 && bare.length > 5
  })
}

const tellsOf = (pages: Page[]): Promise<Told[]> =>
  Promise.all(pages.map((page) => page.evaluate(() => structuredClone(window.networkSide.told()))))

const speechOf = (pages: Page[]) =>
  Promise.all(pages.map((page) => page.evaluate(() => window.networkSide.speech())))

function grown(before?: Speech | null, after?: Speech | null): Speech {
  const since = (counter: keyof Speech) => (after?.[counter] ?? 0) - (before?.[counter] ?? 0)
  return { samples: since('samples'), concealed: since('concealed'), redundant: since('redundant') }
}

/** Speech that is sent twice is made up less than that of the bare pair, which is sent once. */
function faultsOfSpeech(concealed: Result['concealed'], redundant: number[]): string[] {
  return ['phone', 'device'].flatMap((who, index) => {
    const [call = 1, bare = 0] = [concealed.call[index], concealed.bare[index]]
    if (redundant[index] === 0) return [`no speech came twice at the ${who}`]
    return call < bare
      ? []
      : [`${call} of the sound at the ${who} was made up, and ${bare} of the bare pair’s`]
  })
}

async function freezesOf(page: Page, from: number, until: number) {
  const pictures = await page.evaluate((since) => window.networkSide.pictures(since), from)
  const longest = (times: number[]) => {
    // A second without a picture at the end: it is not back.
    if ((times.at(-1) ?? 0) < until - 1_000) return null
    const all = [from, ...times, until]
    return Math.max(...all.map((time, index) => time - (all[index - 1] ?? time)))
  }
  return { call: longest(pictures.call), bare: longest(pictures.bare) }
}

/** The same room, and no event lost or doubled. */
function faultsOf(before: Told[], after: Told[]): string[] {
  const faults: string[] = []
  for (const [index, { roomId, state, events, rung }] of after.entries()) {
    const who = index === 0 ? 'phone' : 'device'
    if (state !== 'talking') faults.push(`the call of the ${who} is ${state} (${after[index]?.reason})`)
    if (roomId !== before[index]?.roomId) faults.push(`another room at the ${who}`)
    if (String(events) !== String(before[index]?.events)) faults.push(`other events at the ${who}: ${events}`)
    if (rung.length > 1) faults.push('it rang twice')
  }
  return faults
}

/** A hang-up ends it at both sides and in the store, for the same reason. */
async function faultsOfEnd(
  pages: Page[],
  server: Awaited<ReturnType<typeof testServer>>,
  [told]: Told[],
): Promise<string[]> {
  await pages[0]?.evaluate(() => window.networkSide.hangUp())
  const faults: string[] = []
  for (const page of pages) {
    await page
      .waitForFunction(() => window.networkSide.told().state === 'ended', undefined, { timeout: 30_000 })
      .catch(() => faults.push('a hang-up did not reach both sides'))
  }
  const { body } = await server.backend('GET', `/v1/calls/${told?.roomId}`)
  const reasons = (await tellsOf(pages)).map(({ reason }) => reason)
  if (new Set([...reasons, body.end?.reason]).size > 1)
    faults.push(`ended as ${reasons}, in the store as ${body.end?.reason}`)
  for (const { events } of await tellsOf(pages)) {
    if (events.length !== new Set(events).size) faults.push(`an event came twice: ${events}`)
  }
  return faults
}

/** Playwright speaks to Chromium through pipes, which `ip netns exec` passes on. */
async function launchInside(inside: string[], origin: string): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-networks-'))
  const wrapper = join(folder, 'chromium')
  const chromiumPath = process.env.CHROMIUM_PATH ?? ''
  writeFileSync(wrapper, `#!/bin/sh\nexec ${inside.join(' ')} ${chromiumPath} "$@"\n`)
  chmodSync(wrapper, 0o755)
  try {
    return await chromium.launch({
      executablePath: wrapper,
      args: [
        '--autoplay-policy=no-user-gesture-required',
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--no-proxy-server',
        // Candidates with addresses, since there is no multicast; and a page that no address served may use the network.
        '--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks',
        `--unsafely-treat-insecure-origin-as-secure=${origin}`,
      ],
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['callgrant-source', 'module', 'browser', 'import', 'default'] },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(import.meta.dirname, 'page.ts'), formats: ['iife'], name: 'networks' },
    },
  })
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput
  return output.flatMap((part) => (part.type === 'chunk' ? [part.code] : [])).join('\n')
}
