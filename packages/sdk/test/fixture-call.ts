/** A call whose state the test sets by hand, so that the call page can be seen in every one of them. */

import type { Call, CallEnd, CallEvents, CallStage, Sending } from '../src/calling/types.ts'

type Settable = { -readonly [K in keyof Call]?: Call[K] }

export class FixtureCall implements Call {
  roomId = 'r_fixture'
  roomType: Call['roomType'] = 'video'
  side: Call['side'] = 'listener'
  state: CallStage = 'incoming'
  snapshot = { state: 'ringing' } as Call['snapshot']
  peerName = 'Front door phone'
  keepTime = 0
  end: CallEnd | null = null
  answeredElsewhere = false
  online = true
  localStream: MediaStream | null = null
  remoteStream: MediaStream | null = null
  local: Sending = { camera: true, microphone: true }
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

/** A real stream with a moving picture. */
export function drawnStream(hue: number): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no 2d canvas here')
  let step = 0
  const draw = () => {
    context.fillStyle = `hsl(${hue} 40% 45%)`
    context.fillRect(0, 0, 320, 240)
    context.fillStyle = '#fff'
    context.fillRect((step++ * 4) % 320, 80, 60, 60)
  }
  draw()
  setInterval(draw, 50)
  return canvas.captureStream(20)
}
