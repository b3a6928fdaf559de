/** A call whose state the test sets by hand, so that the call page can be seen in every one of them. */

import type { Call, CallConnection, CallEnd, CallEvents, CallStage, Sending } from '@callgrant/sdk/calling'

type Settable = { -readonly [K in keyof Call]?: Call[K] }

export class FixtureCall implements Call {
  roomId = 'r_fixture'
  roomType: Call['roomType'] = 'video'
  side: Call['side'] = 'listener'
  state: CallStage = 'incoming'
  snapshot = { state: 'ringing', created_at: Date.now() } as Call['snapshot']
  peerName = 'Front door phone'
  keepTime = 0
  end: CallEnd | null = null
  answeredElsewhere = false
  connection: CallConnection = 'connected'
  online = true
  listenerOnline = true
  localStream: MediaStream | null = null
  remoteStream: MediaStream | null = null
  preview = false
  quality: Call['quality'] = 'good'
  summary: Call['summary'] = { setup_ms: 300, loss: 0, rtt_ms: 20, freezes: 0, frozen_ms: 0, path: 'direct' }
  local: Sending = { camera: true, microphone: true }
  trouble: Call['trouble'] = { camera: null, microphone: null }
  remote: Sending = { camera: true, microphone: true }
  customQuery = null
  /** What the page did, in order. */
  acts: string[] = []
  /** Set: the next act is refused with this sentence. */
  refusal: string | undefined
  #listeners = new Map<string, Set<(value: never) => void>>()

  constructor(first: Settable = {}) {
    Object.assign(this, first)
  }

  on<K extends keyof CallEvents>(event: K, listener: (value: CallEvents[K]) => void): () => void {
    const set = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, set.add(listener))
    return () => set.delete(listener)
  }

  /** How many listen: a page that is gone must not. */
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, set) => sum + set.size, 0)
  }

  set(change: Settable): void {
    Object.assign(this, change)
    for (const listener of this.#listeners.get('change') ?? []) listener(this as never)
  }

  async #act(name: string): Promise<void> {
    this.acts.push(name)
    if (this.refusal) throw new Error(this.refusal)
  }
  async accept(): Promise<void> {
    await this.#act('accept')
    this.set({ state: 'connecting' })
  }
  async reject(origin = 'manual'): Promise<void> {
    await this.#act(`reject ${origin}`)
    this.set({ state: 'ended', end: { reason: 'rejected', by: this.side, origin: 'manual', message: null } })
  }
  async hangUp(origin = 'manual'): Promise<void> {
    await this.#act(`hangUp ${origin}`)
    this.set({ state: 'ended', end: { reason: 'hung_up', by: this.side, origin: 'manual', message: null } })
  }
  async setMicrophone(on: boolean): Promise<void> {
    await this.#act(`microphone ${on}`)
    this.set({ local: { ...this.local, microphone: on } })
  }
  async setCamera(on: boolean): Promise<void> {
    await this.#act(`camera ${on}`)
    this.set({ local: { ...this.local, camera: on } })
  }
  flipCamera(): Promise<void> {
    return this.#act('flip')
  }
  async received(): Promise<null> {
    return null
  }
}

/** The picture moves on when a test stops the page's clock. */
const every = globalThis.setInterval.bind(globalThis)

/** A real stream with a moving picture: somebody before a wall. */
export function drawnStream(hue: number, width = 320, height = 240): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2d canvas here')
  const wall = context.createLinearGradient(0, 0, width, height)
  wall.addColorStop(0, `hsl(${hue} 35% 72%)`)
  wall.addColorStop(1, `hsl(${hue} 30% 38%)`)
  const size = Math.min(width, height)
  const disc = (color: string, x: number, y: number, rx: number, ry: number) => {
    context.fillStyle = color
    context.beginPath()
    context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI)
    context.fill()
  }
  let step = 0
  const draw = () => {
    context.fillStyle = wall
    context.fillRect(0, 0, width, height)
    const x = width / 2 + Math.sin(step++ / 20) * size * 0.03
    const y = height * 0.45
    disc(`hsl(${(hue + 180) % 360} 40% 40%)`, x, y + size * 0.62, size * 0.42, size * 0.4)
    disc('#e8b998', x, y, size * 0.17, size * 0.22)
    disc('#3b2a20', x, y - size * 0.14, size * 0.18, size * 0.12)
    disc('#3b2a20', x - size * 0.06, y, size * 0.016, size * 0.02)
    disc('#3b2a20', x + size * 0.06, y, size * 0.016, size * 0.02)
    disc('#a5584a', x, y + size * 0.1, size * 0.05, size * 0.014)
  }
  draw()
  every(draw, 50)
  return canvas.captureStream(20)
}

/** A real stream with a quiet tone. */
export function tonedStream(): MediaStream {
  const audio = new AudioContext()
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  volume.gain.value = 0.05
  const end = audio.createMediaStreamDestination()
  tone.connect(volume).connect(end)
  tone.start()
  return end.stream
}
