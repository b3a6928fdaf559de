/** Media is set up between two real peers of Chromium although its first attempt is lost (C6, C15). */

import type { SignalData } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, hasChromium, openHarness } from '../../../e2e/lib/browser.ts'

type Calling = typeof import('../src/calling/index.ts') & typeof import('../src/calling/negotiation.ts')
/** How many of the first offers and answers are lost, and whether all candidates of the first attempt are. */
type Losses = { offer?: number; answer?: number; candidates?: boolean }
declare global {
  interface Window {
    calling: Calling
  }
}

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

/**
 * Connects two peers in one page, with the losses, and a clock that runs five times as fast.
 * @returns the numbers of the offers that were sent, and problems
 */
async function connect(losses: Losses): Promise<{ offers: number[]; problems: string[] }> {
  const page = await harness.open()
  const imports = ['index', 'negotiation'].map(
    (file) => `import * as ${file} from '/packages/sdk/src/calling/${file}.ts'`,
  )
  const content = [...imports, 'window.calling = { ...index, ...negotiation }'].join('\n')
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'calling' in window)
  const result = await page.evaluate(async (losses) => {
    const { Negotiation, browserPeers, generatedMedia } = window.calling
    const began = performance.now()
    const clock = {
      now: () => (performance.now() - began) * 5,
      setTimeout: (work: () => void, ms: number) => setTimeout(work, ms / 5),
      clearTimeout: (timer: unknown) => clearTimeout(timer as number),
      setInterval: (work: () => void, ms: number) => setInterval(work, ms / 5),
      clearInterval: (timer: unknown) => clearInterval(timer as number),
    }
    const offers: number[] = []
    const problems: string[] = []
    const left = { offer: losses.offer ?? 0, answer: losses.answer ?? 0 }
    const isLost = (data: SignalData) => {
      if (data.kind === 'candidate') return losses.candidates && !offers.includes(2)
      return data.kind === 'description' && left[data.type]-- > 0
    }
    const side = (name: 'caller' | 'listener', other: () => InstanceType<Calling['Negotiation']>) => {
      let connected = () => {}
      const done = new Promise<void>((resolve) => {
        connected = resolve
      })
      const negotiation = new Negotiation({
        side: name,
        kinds: ['audio', 'video'],
        peers: browserPeers(),
        clock,
        online: () => true,
        signal: async (data) => {
          if (data.kind === 'description' && data.type === 'offer') offers.push(data.offer ?? 0)
          if (!isLost(data)) setTimeout(() => other().handle(data))
          return true
        },
        onTrack() {},
        onState: (state) => {
          if (state === 'connected') connected()
        },
        onProblem: ({ message }) => problems.push(message),
      })
      return { negotiation, done }
    }
    const caller = side('caller', () => listener.negotiation)
    const listener = side('listener', () => caller.negotiation)
    for (const { negotiation } of [caller, listener]) {
      const stream = await generatedMedia().open({ audio: true, video: true, facing: 'user' })
      const [audio = null, video = null] = [stream.getAudioTracks()[0], stream.getVideoTracks()[0]]
      negotiation.start([], new Map([['audio', audio] as const, ['video', video] as const]))
    }
    await Promise.all([caller.done, listener.done])
    for (const { negotiation } of [caller, listener]) negotiation.close()
    return { offers, problems }
  }, losses)
  await page.context().close()
  return result
}

describe.skipIf(!hasChromium)('two peers of Chromium connect', () => {
  test.each([
    ['the first offer is lost', { offer: 1 }, [1, 1]],
    ['the first answer is lost', { answer: 1 }, [1, 1]],
    ['the first two answers are lost', { answer: 2 }, [1, 1, 1]],
    ['all candidates of the first attempt are lost', { candidates: true }, [1, 2]],
  ] as const)('although %s', async (_, losses, expected) => {
    const { offers, problems } = await connect(losses)
    expect(offers.slice(0, expected.length)).toEqual(expected)
    // The fourth is sent 24 s after the first, and a server ends the call after 30 s.
    expect(offers.length).toBeLessThanOrEqual(4)
    expect(problems).toEqual([])
  })
})
