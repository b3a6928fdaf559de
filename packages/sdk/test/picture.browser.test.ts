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

  test('is smaller where the network takes less, whole again where it takes more; the other side sees its size', async () => {
    const page = await harness.open()
    const content =
      "import * as calling from '/packages/sdk/src/calling/index.ts'\nwindow.pictures = { calling }"
    await page.addScriptTag({ type: 'module', content })
    await page.waitForFunction(() => 'pictures' in window)
    const seen = await page.evaluate(async () => {
      const { browserPeers, generatedMedia } = window.pictures.calling
      let available = 900_000
      /** A connection whose network takes what the test says. */
      class Told extends RTCPeerConnection {
        override async getStats() {
          const told = new Map<string, object>()
          for (const [id, entry] of (await super.getStats()) as unknown as Map<string, { type: string }>) {
            const more = entry.type === 'candidate-pair' ? { availableOutgoingBitrate: available } : {}
            told.set(id, { ...entry, ...more })
          }
          return told as unknown as RTCStatsReport
        }
      }
      const rungs = [
        { bitrate: 600_000, height: 480, framesPerSecond: 30 },
        { bitrate: 0, height: 120, framesPerSecond: 10 },
      ]
      const peers = browserPeers({ RTCPeerConnection: Told }, { ladder: rungs })
      const stream = await generatedMedia().open({ audio: false, video: true, facing: 'user' })
      const video = document.createElement('video')
      video.muted = true
      const show = (track: MediaStreamTrack) => {
        video.srcObject = new MediaStream([track])
        void video.play()
      }
      const connect = (
        other: () => ReturnType<typeof peers.connect>,
        onTrack = (_: MediaStreamTrack) => {},
      ) =>
        peers.connect([], {
          onCandidate: (candidate) => void other().addCandidate(candidate),
          onTrack,
          onState() {},
        })
      const caller = connect(() => listener)
      const listener = connect(() => caller, show)
      caller.prepare(['video'])
      await caller.send('video', stream.getVideoTracks()[0] ?? null)
      await caller.acceptAnswer(await listener.answer(await caller.offer(false)))
      const { height: whole = 0 } = stream.getVideoTracks()[0]?.getSettings() ?? {}
      /** Samples the connection until the other side sees so many lines. */
      const until = async (lines: (height: number) => boolean) => {
        for (;;) {
          await caller.stats?.()
          if (lines(video.videoHeight)) return video.videoHeight
          await new Promise(requestAnimationFrame)
        }
      }
      const first = await until((height) => height > 120)
      available = 200_000
      const small = await until((height) => height > 0 && height <= 120)
      available = 900_000
      const again = await until((height) => height > 120)
      for (const peer of [caller, listener]) peer.close()
      return { whole, first, small, again }
    })
    expect(seen.first).toBe(Math.min(seen.whole, 480))
    expect(seen.small).toBeLessThanOrEqual(120)
    expect(seen.again).toBe(seen.first)
    await page.context().close()
  })
})
