/**
 * `npm run bench:answer`: how long it takes from the answer to the first frame that the person sees, beside two bare pages
 * whose connection was there before, in one run. Chromium at both ends, or a device in Node with werift; clean, and with
 * 200 ms to the other side and back, for signals and for media.
 *
 * @example npm run bench:answer -- --rounds 20 --json
 */

import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { hasChromium, openHarness } from '../e2e/lib/browser.ts'
import { createTestbed, MODEL } from '../e2e/lib/testbed.ts'
import type { Device } from '../packages/sdk/src/device/index.ts'
import { type AnswerPage, prepareDoor, preparePhone } from './answer-pages.ts'
import { delayedTcp, delayedUdp, messageRelay } from './delay.ts'

const ONE_WAY_MS = { clean: 0, '200 ms RTT': 100 } as const
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, json: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
if (!(rounds > 0)) throw new Error('--rounds should be a number over 0')
if (!hasChromium) {
  console.error('Set CHROMIUM_PATH to a Chromium.')
  process.exit(2)
}

interface Row {
  network: string
  pair: string
  p50: number
  p90: number
  rounds: number
  /** Of the median, to the bare pair's on the same network. */
  timesBare: number
}

const harness = await openHarness(['--disable-features=WebRtcHideLocalIpsWithMdns'])
const origin = new URL((await harness.open()).url()).origin
const testbed = await createTestbed({ settings: { allowedOrigins: [origin], rateLimit: 0 } })
const rows: Row[] = []
try {
  for (const [network, ms] of Object.entries(ONE_WAY_MS)) rows.push(...(await measure(network, ms)))
} finally {
  await testbed.close()
  await harness.close()
}
print(rows)
process.exit(0)

/** All pairs on one network, in turn, round by round, so that whatever the machine does meanwhile hits all of them. */
async function measure(network: string, oneWayMs: number): Promise<Row[]> {
  const front = await delayedTcp(new URL(testbed.server.address), oneWayMs)
  const relay = await messageRelay(oneWayMs)
  const udp = delayedUdp(oneWayMs)
  const pages: Page[] = []
  const page = async (): Promise<AnswerPage> => {
    const made = await harness.open()
    await made.exposeFunction('detour', udp.detour)
    pages.push(made)
    return made
  }
  const openid = `bench-${oneWayMs}`
  const { session, decide } = await testbed.server.person(openid)
  const doors = [`bench-door-${oneWayMs}`, `bench-node-${oneWayMs}`] as const
  for (const sn of doors) await decide({ model_id: MODEL, sn }, 'allow')
  const { appid } = testbed.server
  const identity = { server: front.url, appid, modelId: MODEL, sn: doors[0] }
  const door = await prepareDoor(await page(), {
    identity,
    snTicket: await testbed.ticket(doors[0]),
    relay: relay.url,
  })
  const phone = await preparePhone(await page(), { server: front.url, session, relay: relay.url })
  const node = await testbed.device(doors[1])
  const ofNode = () => ringFrom(node.device, doors[1], openid)

  const pairs: Record<string, () => Promise<number>> = {
    'bare pages, connected before': () => phone.bare(door),
    'ours, Chromium to Chromium': async () => {
      await phone.preview(false)
      return phone.answers(() => door.ring(openid))
    },
    'ours, with the picture before the answer': async () => {
      await phone.preview(true)
      return phone.answers(() => door.ring(openid))
    },
    // Its media takes the direct way: a detour for it would be one more program between.
    ...(oneWayMs === 0 && {
      'ours, werift to Chromium': async () => {
        await phone.preview(false)
        return phone.answers(ofNode)
      },
    }),
  }
  const took = Object.fromEntries(Object.keys(pairs).map((pair) => [pair, [] as number[]]))
  for (let round = -1; round < rounds; round++) {
    for (const [pair, once] of Object.entries(pairs)) {
      const ms = await once()
      // The first round compiles and warms up.
      if (round >= 0) took[pair]?.push(ms)
      if (!values.json) process.stderr.write(`${network}, ${pair}: ${Math.round(ms)} ms\n`)
    }
  }
  for (const one of pages) await one.context().close()
  await node.device.close()
  front.close()
  relay.close()
  udp.close()
  const bare = quantile(took['bare pages, connected before'] ?? [], 0.5)
  return Object.entries(took).map(([pair, times]) => ({
    network,
    pair,
    p50: Math.round(quantile(times, 0.5)),
    p90: Math.round(quantile(times, 0.9)),
    rounds: times.length,
    timesBare: Number((quantile(times, 0.5) / bare).toFixed(2)),
  }))
}

async function ringFrom(device: Device, sn: string, openid: string): Promise<void> {
  const sides = { caller: { id: sn }, listener: { id: openid } }
  const result = await device.initByCaller({ roomType: 'video', businessType: 1, ...sides })
  if (!result.isSuccess) throw new Error(result.errMsg)
}

function quantile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function print(rows: Row[]): void {
  if (values.json) {
    console.log(JSON.stringify(rows, null, 2))
    return
  }
  console.log('| network | pair | p50 | p90 | times the bare pair |\n| --- | --- | ---: | ---: | ---: |')
  for (const { network, pair, p50, p90, timesBare } of rows) {
    console.log(`| ${network} | ${pair} | ${p50} ms | ${p90} ms | ${timesBare} |`)
  }
}
