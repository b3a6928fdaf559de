/** The two pages of `bench:answer`: a door and a phone, with the SDK and with bare peer connections. */

import type { Page } from 'playwright-core'
import type { Person } from '../packages/sdk/src/person/index.ts'

export type AnswerPage = Page

declare global {
  interface Window {
    detour(candidate: string): Promise<string>
    made: RTCPeerConnection[]
    bare: { send(message: object): void; on: (message: BareMessage) => void }
    pair: RTCPeerConnection
  }
}

interface BareMessage {
  kind: 'new' | 'offer' | 'answer' | 'candidate' | 'accepted'
  sdp?: string
  candidate?: RTCIceCandidateInit
}

/** Loads the SDK, and gives the page peer connections whose candidates take the detour. */
async function prepare(page: Page, relay: string): Promise<void> {
  const parts = ['person', 'device', 'calling']
  const imports = parts.map((part) => `import * as ${part} from '/packages/sdk/src/${part}/index.ts'`)
  const content = [...imports, `Object.assign(window, { sdk: { ${parts} } })`].join('\n')
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'sdk' in window)
  await page.evaluate(async (relay) => {
    const made: RTCPeerConnection[] = []
    Object.assign(window, { made })
    class Detoured extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config)
        made.push(this)
      }
      override setRemoteDescription({ type, sdp = '' }: RTCSessionDescriptionInit): Promise<void> {
        // The candidates come one by one as well.
        return super.setRemoteDescription({ type, sdp: sdp.replaceAll(/^a=candidate:.*\r\n/gm, '') })
      }
      override async addIceCandidate(given: RTCIceCandidateInit): Promise<void> {
        const candidate = await window.detour(given.candidate ?? '')
        if (candidate) await super.addIceCandidate({ ...given, candidate })
      }
    }
    window.RTCPeerConnection = Detoured
    const socket = new WebSocket(relay)
    await new Promise((resolve) => socket.addEventListener('open', resolve))
    const bare = { send: (message: object) => socket.send(JSON.stringify(message)), on: () => {} }
    Object.assign(window, { bare })
    socket.onmessage = ({ data }) => window.bare.on(JSON.parse(data))
    document.body.append(Object.assign(document.createElement('video'), { muted: true }))
  }, relay)
}

export interface DoorPage {
  page: Page
  ring(openid: string): Promise<void>
}

export async function prepareDoor(
  page: Page,
  {
    identity,
    snTicket,
    relay,
  }: {
    identity: { server: string; appid: string; modelId: string; sn: string }
    snTicket: string
    relay: string
  },
): Promise<DoorPage> {
  await prepare(page, relay)
  await page.evaluate(
    async ({ identity, snTicket }) => {
      const media = window.sdk.calling.generatedMedia('door')
      const device = window.sdk.device.createDevice({ ...identity, media })
      window.side = device
      await device.register(snTicket)
      await device.connect()
      // The bare pair: its camera is open while it rings, too.
      const camera = await media.open({ audio: true, video: true, facing: 'user' })
      let pair: RTCPeerConnection
      window.bare.on = async ({ kind, sdp, candidate }) => {
        if (kind === 'new') {
          pair?.close()
          pair = new RTCPeerConnection()
          pair.onicecandidate = ({ candidate }) =>
            candidate && window.bare.send({ kind: 'candidate', candidate })
          for (const track of ['audio', 'video']) pair.addTransceiver(track, { direction: 'sendrecv' })
          await pair.setLocalDescription()
          window.bare.send({ kind: 'offer', sdp: pair.localDescription?.sdp })
        } else if (kind === 'answer') await pair.setRemoteDescription({ type: 'answer', sdp: sdp ?? '' })
        else if (kind === 'candidate') await pair.addIceCandidate(candidate)
        else if (kind === 'accepted') {
          for (const { sender, receiver } of pair.getTransceivers()) {
            const track = camera.getTracks().find(({ kind }) => kind === receiver.track.kind)
            void sender.replaceTrack(track ?? null)
          }
        }
      }
    },
    { identity, snTicket },
  )
  return {
    page,
    ring: (openid) =>
      page.evaluate(
        async ({ openid, sn }) => {
          const sides = { caller: { id: sn }, listener: { id: openid } }
          const result = await (window.side as never as Person).initByCaller({
            roomType: 'video',
            businessType: 1,
            ...sides,
          })
          if (!result.isSuccess) throw new Error(result.errMsg)
        },
        { openid, sn: identity.sn },
      ),
  }
}

export interface PhonePage {
  /** Whether the picture is seen before the answer. */
  preview(on: boolean): Promise<void>
  /** @returns milliseconds from the answer to the first frame; 0: one was seen before */
  answers(ring: () => Promise<void>): Promise<number>
  bare(door: DoorPage): Promise<number>
}

export async function preparePhone(
  page: Page,
  { server, session, relay }: { server: string; session: string; relay: string },
): Promise<PhonePage> {
  await prepare(page, relay)
  await page.evaluate(
    async ({ server, session }) => {
      const person = window.sdk.person.createPerson({ server, session })
      window.side = person
      await person.connect()
    },
    { server, session },
  )
  const connected = (count: number) =>
    page.waitForFunction((count) => {
      const open = window.made.filter(({ connectionState }) => connectionState !== 'closed')
      return open.length === count && open.every(({ connectionState }) => connectionState === 'connected')
    }, count)
  const settled = () => page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
  return {
    preview: (preview) =>
      page.evaluate(async (preview) => {
        await (window.side as Person).changeSettings({ preview })
      }, preview),
    async answers(ring) {
      await ring()
      await page.waitForFunction(() => (window.side as Person).currentCall?.snapshot.state === 'ringing')
      await connected(1)
      await settled()
      const ms = await page.evaluate(async () => {
        const call = (window.side as Person).currentCall
        const video = document.querySelector('video')
        if (!call || !video) throw new Error('it does not ring')
        const show = () => {
          if (video.srcObject === call.remoteStream) return
          video.srcObject = call.remoteStream
          void video.play()
        }
        const seen = new Promise<number>((resolve) => {
          video.requestVideoFrameCallback(() => resolve(performance.now()))
        })
        show()
        call.on('change', show)
        if (call.preview) await seen
        const answered = performance.now()
        void call.accept()
        const ms = Math.max(0, (await seen) - answered)
        video.srcObject = null
        return ms
      })
      await page.waitForFunction(() => (window.side as Person).currentCall?.state === 'talking')
      await page.evaluate(() => (window.side as Person).forceHangUpVoip())
      await connected(0)
      return ms
    },
    async bare() {
      await page.evaluate(() => {
        const pair = new RTCPeerConnection()
        window.pair = pair
        pair.onicecandidate = ({ candidate }) =>
          candidate && window.bare.send({ kind: 'candidate', candidate })
        window.bare.on = async ({ kind, sdp, candidate }) => {
          if (kind === 'offer') {
            await pair.setRemoteDescription({ type: 'offer', sdp: sdp ?? '' })
            for (const transceiver of pair.getTransceivers()) transceiver.direction = 'sendrecv'
            await pair.setLocalDescription()
            window.bare.send({ kind: 'answer', sdp: pair.localDescription?.sdp })
          } else if (kind === 'candidate') await pair.addIceCandidate(candidate)
        }
        window.bare.send({ kind: 'new' })
      })
      await connected(1)
      await settled()
      const ms = await page.evaluate(async () => {
        const { pair } = window
        const video = document.querySelector('video')
        if (!video) throw new Error('no video')
        video.srcObject = new MediaStream(pair.getReceivers().map(({ track }) => track))
        void video.play()
        const seen = new Promise<number>((resolve) => {
          video.requestVideoFrameCallback(() => resolve(performance.now()))
        })
        const answered = performance.now()
        window.bare.send({ kind: 'accepted' })
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
        for (const { sender, receiver } of pair.getTransceivers()) {
          const track = stream.getTracks().find(({ kind }) => kind === receiver.track.kind)
          void sender.replaceTrack(track ?? null)
        }
        const ms = (await seen) - answered
        for (const track of stream.getTracks()) track.stop()
        pair.close()
        video.srcObject = null
        return ms
      })
      return ms
    },
  }
}
