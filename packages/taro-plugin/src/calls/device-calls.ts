/**
 * Device calls for an app, without a framework: who rings, the call one is in, and what can be done about it. The
 * hooks of `./react` and `./vue` are this, made to render.
 */

import type { Call, CallEnd, Person } from '@callgrant/sdk/person'

/** What is to be shown now. A new object for each change, so that frameworks can compare it. */
export interface DeviceCallsState {
  /** `online` when devices can ring this person here. */
  readonly connection: Person['connection']
  /** Why signing in failed, when it did; it is tried again unless `connection` is `refused`. */
  readonly problem: Error | null
  /** The call that rings here or that one is in; null: none. */
  readonly call: Call | null
  /** Its stage; `idle` when there is no call, and when it has ended. */
  readonly stage: Exclude<Call['state'], 'ended'> | 'idle'
  /** Who it is with, as it is to be shown (A9, C5); empty when there is no call. */
  readonly peerName: string
  /** Whole seconds of talk so far (C11). */
  readonly seconds: number
  /** What this side sends. */
  readonly camera: boolean
  readonly microphone: boolean
  /** How the last call ended; null before the first, and while there is one. */
  readonly end: CallEnd | null
}

/** Each resolves when the server has answered; without a call, those for a call do nothing. */
export interface DeviceCallActs {
  /** @throws CallgrantError `answered_elsewhere` (C7), `call_over`, `network` */
  answer(): Promise<void>
  /** Declines a call that rings, cancels one's own, or hangs up. */
  hangUp(): Promise<void>
  setMicrophone(on: boolean): Promise<void>
  setCamera(on: boolean): Promise<void>
  flipCamera(): Promise<void>
  /** Calls a device; needs no authorization (A4). @throws VoipError */
  callDevice: Person['callDevice']
}

export interface DeviceCalls {
  readonly state: DeviceCallsState
  readonly acts: DeviceCallActs
  /** Signs the person in to be rung, and tells of each change until the last one that listens stops. */
  subscribe(this: void, listener: () => void): () => void
}

const NO_CALL = {
  call: null,
  stage: 'idle',
  peerName: '',
  seconds: 0,
  camera: false,
  microphone: false,
} as const

/**
 * Follows the calls of one person. The person stays signed in when nobody listens any more: another part of the app
 * may want to be rung.
 *
 * @example
 * const calls = deviceCalls(getPerson())
 * const stop = calls.subscribe(() => calls.state.stage === 'incoming' && ring(calls.state.peerName))
 */
export function deviceCalls(person: Person): DeviceCalls {
  const listeners = new Set<() => void>()
  let problem: Error | null = null
  let end: CallEnd | null = null
  let call: Call | null = null
  let leave: (() => void)[] = []
  let state = read()

  function read(): DeviceCallsState {
    const { connection } = person
    const stage = call?.state ?? 'ended'
    if (call === null || stage === 'ended') return { ...NO_CALL, connection, problem, end }
    const seconds = Math.floor(call.keepTime / 1000)
    const { peerName, local } = call
    return { connection, problem, call, stage, peerName, seconds, ...local, end: null }
  }
  function tell(): void {
    state = read()
    for (const listener of [...listeners]) listener()
  }
  function follow(next: Call | null): void {
    for (const off of leave) off()
    call = next
    leave = next ? [next.on('change', () => changed(next)), next.on('voip', () => changed(next))] : []
    tell()
  }
  function changed(now: Call): void {
    end = now.end
    tell()
  }
  async function connect(): Promise<void> {
    try {
      await person.connect()
      problem = null
    } catch (error) {
      problem = error instanceof Error ? error : new Error(String(error))
    }
    tell()
  }
  function start(): () => void {
    const offs = [person.on('currentCall', follow), person.on('connection', tell)]
    follow(person.currentCall)
    void connect()
    return () => {
      for (const off of [...offs, ...leave]) off()
    }
  }

  let stop = () => {}
  return {
    get state() {
      return state
    },
    subscribe(listener) {
      // Two subscriptions of one function are two.
      const mine = () => listener()
      listeners.add(mine)
      if (listeners.size === 1) stop = start()
      return () => {
        if (listeners.delete(mine) && listeners.size === 0) stop()
      }
    },
    acts: {
      answer: async () => person.currentCall?.accept(),
      async hangUp() {
        const now = person.currentCall
        await (now?.state === 'incoming' ? now.reject() : now?.hangUp())
      },
      setMicrophone: async (on) => person.currentCall?.setMicrophone(on),
      setCamera: async (on) => person.currentCall?.setCamera(on),
      flipCamera: async () => person.currentCall?.flipCamera(),
      callDevice: (request) => person.callDevice(request),
    },
  }
}
