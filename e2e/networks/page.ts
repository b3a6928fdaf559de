/** What runs in each of the two browsers: one side of a call, one side of a bare pair, and when their pictures came. */

import { type Call, generatedMedia } from '@callgrant/sdk/calling'
import { createDevice, memoryKeyStore } from '@callgrant/sdk/device'
import { createPerson } from '@callgrant/sdk/person'

/** What a side knows of its call. */
export interface Told {
  roomId: string | null
  state: string | null
  reason: string | null
  /** Names of the events, without the one-second `calling`, and the rooms that it was rung for. */
  events: string[]
  rung: string[]
  /** Each word of `connection`, when it changed. */
  connection: string[]
}

export interface Side {
  phone(options: { server: string; session: string }): Promise<void>
  device(options: {
    server: string
    appid: string
    modelId: string
    sn: string
    ticket: string
  }): Promise<void>
  ring(sn: string, openid: string): Promise<void>
  accept(): Promise<void>
  hangUp(): Promise<void>
  told(): Told
  bareOffer(): Promise<string>
  bareAnswer(sdp: string): Promise<string>
  bareAccept(sdp: string): Promise<void>
  /** The times of the pictures since `from`, in milliseconds since 1970, of the call and of the bare pair. */
  pictures(from: number): { call: number[]; bare: number[] }
  /** Counters of the sound that arrived so far; null: none did. */
  speech(): Promise<{ call: Speech | null; bare: Speech | null }>
}

/** Of the sound that a side received. */
export interface Speech {
  samples: number
  /** Of them, those that were made up because their packet was lost, in speech. */
  concealed: number
  /** Packets that came a second time, beside a later one. */
  redundant: number
}

const told: Told = { roomId: null, state: null, reason: null, events: [], rung: [], connection: [] }
const times: { call: number[]; bare: number[] } = { call: [], bare: [] }
let call: Call | null = null

const connections: RTCPeerConnection[] = []
class OfCall extends RTCPeerConnection {
  constructor(config?: RTCConfiguration) {
    super(config)
    connections.push(this)
  }
}

async function speechOf(connection?: RTCPeerConnection): Promise<Speech | null> {
  let speech: Speech | null = null
  const report = await connection?.getStats()
  report?.forEach((entry: Record<string, number> & { type: string; kind: string }) => {
    if (entry.type !== 'inbound-rtp' || entry.kind !== 'audio') return
    const { totalSamplesReceived = 0, concealedSamples = 0, silentConcealedSamples = 0 } = entry
    speech = {
      samples: totalSamplesReceived,
      concealed: concealedSamples - silentConcealedSamples,
      redundant: entry.fecPacketsReceived ?? 0,
    }
  })
  return speech
}

function watch(name: 'call' | 'bare', stream: MediaStream): void {
  const video = document.createElement('video')
  Object.assign(video, { muted: true, autoplay: true, playsInline: true, srcObject: stream })
  document.body.append(video)
  const seen = () => {
    times[name].push(Date.now())
    video.requestVideoFrameCallback(seen)
  }
  video.requestVideoFrameCallback(seen)
}

function follow(given: Call): void {
  call = given
  let shown: MediaStream | null = null
  const look = () => {
    Object.assign(told, { roomId: given.roomId, state: given.state, reason: given.end?.reason ?? null })
    if (told.connection.at(-1) !== given.connection) told.connection.push(given.connection)
    if (given.remoteStream && given.remoteStream !== shown) {
      shown = given.remoteStream
      watch('call', shown)
    }
  }
  given.on('change', look)
  look()
}

const onEvent = ({ eventName }: { eventName: string }) => {
  if (eventName !== 'calling') told.events.push(eventName)
}
const bare = new RTCPeerConnection()
bare.ontrack = ({ track }) => {
  if (track.kind === 'video') watch('bare', new MediaStream([track]))
}
async function sendBare(): Promise<void> {
  const stream = await generatedMedia('bare').open({ audio: true, video: true, facing: 'user' })
  for (const track of stream.getTracks()) bare.addTrack(track, stream)
}
async function described(): Promise<string> {
  if (bare.iceGatheringState !== 'complete') {
    await new Promise<void>((done) => {
      bare.onicegatheringstatechange = () => bare.iceGatheringState === 'complete' && done()
    })
  }
  return bare.localDescription?.sdp ?? ''
}

let ring: Side['ring'] = async () => {}
const side: Side = {
  async phone({ server, session }) {
    const person = createPerson({
      server,
      session,
      media: generatedMedia('phone'),
      RTCPeerConnection: OfCall,
    })
    person.onVoipEvent(onEvent)
    person.onIncomingCall((incoming) => {
      told.rung.push(incoming.roomId)
      follow(incoming)
    })
    await person.connect()
  },
  async device({ server, appid, modelId, sn, ticket }) {
    const key = memoryKeyStore()
    const device = createDevice({
      server,
      appid,
      modelId,
      sn,
      key,
      media: generatedMedia('device'),
      RTCPeerConnection: OfCall,
    })
    device.onVoipEvent(onEvent)
    device.on('currentCall', (current) => current && follow(current))
    await device.register(ticket)
    await device.connect()
    ring = async (id, openid) => {
      const request = {
        roomType: 'video',
        businessType: 1,
        caller: { id },
        listener: { id: openid },
      } as const
      const { isSuccess, errMsg } = await device.initByCaller(request)
      if (!isSuccess) throw new Error(errMsg)
    }
  },
  ring: (sn, openid) => ring(sn, openid),
  accept: async () => call?.accept(),
  hangUp: async () => call?.hangUp(),
  told: () => told,
  async bareOffer() {
    await sendBare()
    await bare.setLocalDescription(await bare.createOffer())
    return described()
  },
  async bareAnswer(sdp) {
    await bare.setRemoteDescription({ type: 'offer', sdp })
    await sendBare()
    await bare.setLocalDescription(await bare.createAnswer())
    return described()
  },
  bareAccept: (sdp) => bare.setRemoteDescription({ type: 'answer', sdp }),
  pictures: (from) => ({
    call: times.call.filter((time) => time >= from),
    bare: times.bare.filter((time) => time >= from),
  }),
  speech: async () => ({
    call: await speechOf(connections.findLast(({ connectionState }) => connectionState !== 'closed')),
    bare: await speechOf(bare),
  }),
}
Object.assign(window, { networkSide: side })
