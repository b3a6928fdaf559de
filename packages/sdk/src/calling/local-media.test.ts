/** What becomes of microphone and camera that are refused, unplugged, taken and given back. No track outlives its call. */

import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { VoipJoinError } from './errors.ts'
import { LocalMedia, type LocalMediaOptions } from './local-media.ts'
import type { MediaKind, MediaRequest } from './types.ts'

class Track extends EventTarget {
  readyState = 'live'
  enabled = true
  readonly kind: MediaKind
  readonly deviceId: string
  constructor(kind: MediaKind, deviceId = 'default') {
    super()
    this.kind = kind
    this.deviceId = deviceId
  }
  getSettings() {
    return { deviceId: this.deviceId }
  }
  stop(): void {
    this.readyState = 'ended'
  }
  /** The system ends it. */
  end(): void {
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }
}

class Stream {
  readonly #tracks: Track[]
  constructor(tracks: Track[]) {
    this.#tracks = [...tracks]
  }
  getTracks = () => [...this.#tracks]
  addTrack = (track: Track) => this.#tracks.push(track)
  removeTrack = (track: Track) => this.#tracks.splice(this.#tracks.indexOf(track), 1)
}

const refusal = (errCode: number) => new VoipJoinError(errCode, 'refused')
const DENIED = refusal(PLUGIN_CODES.NOT_ALLOWED)
const BUSY = refusal(PLUGIN_CODES.MEDIA_DEVICE_FAILED)

/** Devices of one machine, and a call that uses them. */
class Machine {
  /** What opening fails with. */
  readonly faults: Partial<Record<MediaKind, Error>> = {}
  readonly made: Track[] = []
  readonly requests: MediaRequest[] = []
  /** What is sent now. */
  readonly sent: Partial<Record<MediaKind, Track | null>> = {}
  changes = 0
  /** Openings wait for this. */
  gate: Promise<void> = Promise.resolve()
  /** Sendings wait for this. */
  sending: Promise<void> = Promise.resolve()
  /** As `userMedia` does: opens one although the other fails. */
  partial = true
  devicesChanged: (change: { microphone: boolean }) => void = () => {}
  watched = 0
  readonly local: LocalMedia

  constructor(options: Partial<LocalMediaOptions> = {}) {
    this.local = new LocalMedia({
      roomType: 'video',
      camera: true,
      media: {
        open: (request) => this.#open(request),
        watch: (changed) => {
          this.watched++
          this.devicesChanged = changed
          return () => this.watched--
        },
      },
      peers: {
        connect: () => {
          throw new Error('not here')
        },
        stream: (tracks) => new Stream(tracks as unknown as Track[]) as unknown as MediaStream,
      },
      send: async (kind, track) => {
        await this.sending
        this.sent[kind] = track as Track | null
      },
      onChange: () => this.changes++,
      ...options,
    })
  }

  async #open(request: MediaRequest): Promise<MediaStream> {
    this.requests.push(request)
    await this.gate
    const tracks: Track[] = []
    for (const kind of [request.audio && 'audio', request.video && 'video'] as (MediaKind | false)[]) {
      if (!kind) continue
      const fault = this.faults[kind]
      if (!fault) tracks.push(new Track(kind))
      else if (request.failed && this.partial) request.failed(kind, fault)
      else throw fault
    }
    this.made.push(...tracks)
    return new Stream(tracks) as unknown as MediaStream
  }

  get live(): MediaKind[] {
    return this.made.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind)
  }
  newest(kind: MediaKind): Track {
    const track = this.made.findLast((track) => track.kind === kind)
    if (!track) throw new Error(`no ${kind} yet`)
    return track
  }
  get state() {
    return { sending: this.local.sending, trouble: this.local.trouble }
  }
}

const BOTH = { camera: true, microphone: true }
const FINE = { camera: null, microphone: null }
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
let machine: Machine
beforeEach(() => {
  machine = new Machine()
})

describe.each([true, false])('a provider that opens one although the other fails: %s', (partial) => {
  beforeEach(() => {
    machine.partial = partial
  })

  test('a microphone that is denied leaves the call listening, with its camera; a retry brings it', async () => {
    machine.faults.audio = DENIED
    await machine.local.open()
    expect(machine.state).toEqual({
      sending: { camera: true, microphone: false },
      trouble: { camera: null, microphone: 'denied' },
    })
    expect(machine.local.tracks()).toEqual(
      new Map([
        ['audio', null],
        ['video', machine.newest('video')],
      ]),
    )
    await expect(machine.local.setMicrophone(true)).rejects.toBe(DENIED)
    delete machine.faults.audio
    await machine.local.setMicrophone(true)
    expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
    expect(machine.sent.audio).toBe(machine.newest('audio'))
    expect(machine.live.toSorted()).toEqual(['audio', 'video'])
  })

  test('a camera that is denied or in use leaves the voice', async () => {
    machine.faults.video = BUSY
    await machine.local.open()
    expect(machine.state).toEqual({
      sending: { camera: false, microphone: true },
      trouble: { camera: 'failed', microphone: null },
    })
    expect(machine.live).toEqual(['audio'])
    delete machine.faults.video
    await machine.local.setCamera(true)
    expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
  })

  test('with both refused it listens', async () => {
    machine.faults.audio = DENIED
    machine.faults.video = DENIED
    await machine.local.open()
    expect(machine.state.sending).toEqual({ camera: false, microphone: false })
    expect(machine.state.trouble).toEqual({ camera: 'denied', microphone: 'denied' })
  })

  test('where a refusal ends the call, as WeChat’s does, it is thrown and nothing stays open', async () => {
    machine = new Machine({ refused: 'end' })
    machine.partial = partial
    machine.faults.video = DENIED
    await expect(machine.local.open()).rejects.toBe(DENIED)
    machine.local.close()
    expect(machine.live).toEqual([])
  })
})

test('an error that is no refusal is thrown: the provider is at fault, and not the person or the device', async () => {
  machine.faults.audio = new Error('no codec')
  machine.partial = false
  await expect(machine.local.open()).rejects.toThrow('no codec')
})

test('what is sent no longer, because the system ended it, is told; another device takes its place', async () => {
  await machine.local.open()
  machine.faults.audio = BUSY
  const [sound, changes] = [machine.newest('audio'), machine.changes]
  sound.end()
  expect(machine.state.sending).toEqual({ camera: true, microphone: false })
  expect(machine.changes).toBeGreaterThan(changes)
  await settled()
  expect(machine.state.trouble.microphone).toBe('failed')
  expect(machine.requests.at(-1)).toMatchObject({ audio: true, unasked: true, substitute: false })
  // Plugged in again.
  delete machine.faults.audio
  machine.devicesChanged({ microphone: false })
  await settled()
  expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
  expect(machine.sent.audio).toBe(machine.newest('audio'))
  expect(machine.newest('audio')).not.toBe(sound)
})

test('one that is taken by the system and given back stays open, and is not opened again', async () => {
  await machine.local.open()
  const picture = machine.newest('video')
  picture.dispatchEvent(new Event('mute'))
  expect(machine.state.sending.camera).toBe(false)
  expect(machine.state.trouble.camera).toBe('held')
  machine.devicesChanged({ microphone: true })
  await settled()
  picture.dispatchEvent(new Event('unmute'))
  expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
  expect(machine.newest('video')).toBe(picture)
})

test('a permission that is taken back in mid call is denied, and is not asked for again by itself', async () => {
  await machine.local.open()
  machine.faults.audio = DENIED
  machine.newest('audio').end()
  await settled()
  expect(machine.state.trouble.microphone).toBe('denied')
  expect(machine.requests.filter(({ unasked }) => !unasked)).toHaveLength(1)
})

test('a track that ends as soon as it is opened is not opened without end', async () => {
  await machine.local.open()
  for (let times = 0; times < 20; times++) {
    machine.newest('audio').end()
    await settled()
  }
  expect(machine.requests.length).toBeLessThan(6)
  expect(machine.state.trouble.microphone).toBe('failed')
  await machine.local.setMicrophone(true)
  expect(machine.state.trouble).toEqual(FINE)
})

test('a muted microphone that is unplugged stays closed until it is wanted', async () => {
  await machine.local.open()
  await machine.local.setMicrophone(false)
  machine.newest('audio').end()
  await settled()
  expect(machine.requests).toHaveLength(1)
  expect(machine.state.trouble.microphone).toBeNull()
  await machine.local.setMicrophone(true)
  expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
  expect(machine.newest('audio').enabled).toBe(true)
})

test('a camera that was turned off in trouble does not come back by itself', async () => {
  machine.faults.video = BUSY
  await machine.local.open()
  await machine.local.setCamera(false)
  delete machine.faults.video
  machine.devicesChanged({ microphone: false })
  await settled()
  expect(machine.live).toEqual(['audio'])
  expect(machine.state.trouble).toEqual(FINE)
})

test('a headset that becomes the system’s microphone is spoken into; one chosen by name is left alone', async () => {
  await machine.local.open()
  const sound = machine.newest('audio')
  machine.devicesChanged({ microphone: true })
  await settled()
  expect(machine.newest('audio')).not.toBe(sound)
  expect(machine.live.toSorted()).toEqual(['audio', 'video'])
  // Where the new one cannot be opened, the old one goes on.
  machine.faults.audio = BUSY
  machine.devicesChanged({ microphone: true })
  await settled()
  expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
})

test('a phone with one camera keeps it when it is flipped', async () => {
  await machine.local.open()
  const { gate } = machine
  machine.faults.video = BUSY
  const flipped = machine.local.flip()
  machine.gate = gate.then(() => {
    delete machine.faults.video
  })
  await Promise.allSettled([flipped])
  await machine.local.setCamera(true)
  expect(machine.state).toEqual({ sending: BOTH, trouble: FINE })
  expect(machine.live.toSorted()).toEqual(['audio', 'video'])
})

/** What a person, a system and a call do, at any moment. */
const ACTS: Record<string, (machine: Machine) => unknown> = {
  mute: ({ local }) => local.setMicrophone(false),
  unmute: ({ local }) => local.setMicrophone(true),
  cameraOff: ({ local }) => local.setCamera(false),
  cameraOn: ({ local }) => local.setCamera(true),
  flip: ({ local }) => local.flip(),
  release: ({ local }) => local.release(),
  open: ({ local }) => local.open(),
  unplug: ({ made }) => made.findLast(({ readyState }) => readyState === 'live')?.end(),
  held: ({ made }) => made.at(-1)?.dispatchEvent(new Event('mute')),
  givenBack: ({ made }) => made.at(-1)?.dispatchEvent(new Event('unmute')),
  plug: (machine) => machine.devicesChanged({ microphone: true }),
  deny: ({ faults }) => Object.assign(faults, { audio: DENIED, video: BUSY }),
  allow: ({ faults }) => {
    delete faults.audio
    delete faults.video
  },
  wait: settled,
}

test('whatever happens, and whenever it ends: every track is ended, and at most one of a kind was live', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(ACTS)), { maxLength: 14 }),
      fc.boolean(),
      fc.constantFrom(null, 'gate', 'sending'),
      async (names, partial, held) => {
        const machine = new Machine()
        machine.partial = partial
        let go = () => {}
        const errors: unknown[] = []
        const doing: Promise<unknown>[] = []
        const begin = (done: unknown) =>
          doing.push(Promise.resolve(done).catch((error: unknown) => errors.push(error)))
        begin(machine.local.open())
        for (const name of names) {
          const done = ACTS[name]?.(machine)
          if (name === 'wait') await done
          else begin(done)
        }
        await settled()
        const { live } = machine
        expect(new Set(live).size).toBe(live.length)
        if (held) {
          machine[held] = new Promise((resolve) => {
            go = resolve
          })
        }
        begin(machine.local.flip())
        begin(machine.local.setCamera(true))
        begin(machine.local.setMicrophone(true))
        await settled()
        machine.local.close()
        go()
        await Promise.all(doing)
        await settled()
        expect(machine.live).toEqual([])
        expect(machine.watched).toBe(0)
        for (const error of errors) {
          expect(error === DENIED || error === BUSY || (error as { code?: string }).code).toBeOneOf([
            true,
            'call_over',
          ])
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('what was aborted is aborted for the provider too', async () => {
  let opened = () => {}
  machine.gate = new Promise((resolve) => {
    opened = resolve
  })
  const opening = machine.local.open()
  await vi.waitFor(() => expect(machine.requests).toHaveLength(1))
  machine.local.close()
  expect(machine.requests[0]?.signal?.aborted).toBe(true)
  opened()
  await opening
  expect(machine.live).toEqual([])
})
