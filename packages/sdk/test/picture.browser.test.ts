/** A picture that went lost with its way is sent whole at once, not when the other side asks after 3 s (C15). */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, hasChromium, openHarness } from '../../../e2e/lib/browser.ts'

type Calling = typeof import('../src/calling/index.ts')
declare global {
  interface Window {
    pictures: { calling: Calling }
  }
}

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

describe.skipIf(!hasChromium)('the picture after a restart of ICE, in Chromium', () => {
  test('is whole at both sides, and nobody had to ask for it (C15)', async () => {
    const page = await harness.open()
    const content =
      "import * as calling from '/packages/sdk/src/calling/index.ts'\nwindow.pictures = { calling }"
    await page.addScriptTag({ type: 'module', content })
    await page.waitForFunction(() => 'pictures' in window)
    const sides = await page.evaluate(async () => {
      const { browserPeers, generatedMedia } = window.pictures.calling
      const made: RTCPeerConnection[] = []
      class Recorded extends RTCPeerConnection {
        constructor(config?: RTCConfiguration) {
          super(config)
          made.push(this)
        }
      }
      const peers = browserPeers({ RTCPeerConnection: Recorded })
      const track = async () => {
        const stream = await generatedMedia().open({ audio: false, video: true, facing: 'user' })
        return stream.getVideoTracks()[0] ?? null
      }
      const connect = (other: () => ReturnType<typeof peers.connect>) =>
        peers.connect([], {
          onCandidate: (candidate) => void other().addCandidate(candidate),
          onTrack() {},
          onState() {},
        })
      const caller = connect(() => listener)
      const listener = connect(() => caller)
      caller.prepare(['video'])
      for (const peer of [caller, listener]) await peer.send('video', await track())
      const negotiate = async (restart: boolean) =>
        caller.acceptAnswer(await listener.answer(await caller.offer(restart)))
      /** Of the picture that each side sends. */
      const counters = () =>
        Promise.all(
          made.map(async (pc) => {
            let counted = { frames: 0, whole: 0, asked: 0 }
            const report = await pc.getStats()
            report.forEach(
              (entry: {
                type: string
                framesEncoded?: number
                keyFramesEncoded?: number
                pliCount?: number
                firCount?: number
              }) => {
                if (entry.type !== 'outbound-rtp') return
                const { framesEncoded = 0, keyFramesEncoded = 0, pliCount = 0, firCount = 0 } = entry
                counted = { frames: framesEncoded, whole: keyFramesEncoded, asked: pliCount + firCount }
              },
            )
            return counted
          }),
        )
      const until = async (enough: (frames: number, index: number) => boolean) => {
        for (;;) {
          const now = await counters()
          if (now.every(({ frames }, index) => enough(frames, index))) return now
          await new Promise((done) => setTimeout(done, 50))
        }
      }
      await negotiate(false)
      // Past the whole pictures with which a connection begins: 3 s of pictures.
      const start = await until((frames) => frames > 0)
      const before = await until((frames, index) => frames > (start[index]?.frames ?? 0) + 60)
      await negotiate(true)
      const after = await until((frames, index) => frames > (before[index]?.frames ?? 0) + 10)
      for (const peer of [caller, listener]) peer.close()
      return before.map((first, index) => ({
        whole: (after[index]?.whole ?? 0) - first.whole,
        asked: (after[index]?.asked ?? 0) - first.asked,
      }))
    })
    for (const { whole, asked } of sides) expect(whole).toBeGreaterThan(asked)
    expect(sides).toHaveLength(2)
    await page.context().close()
  })
})
