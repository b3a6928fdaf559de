/**
 * Device calls for an app, without a framework: the state of the current call, and the functions that change it. The
 * hooks of `./react` and `./vue` are built on this.
 */

import type { Call, CallEnd, Person } from '@callgrant/sdk/person'
import { isMissed, type MissedCall, missedCall } from '@callgrant/ui/show-call'

export type { MissedCall }

/** The state to show. A new object for each change, so that frameworks can compare it. */
export interface DeviceCallsState {
  /** `online` when devices can ring this person here. */
  readonly connection: Person['connection']
  /** Why the last sign-in failed; null: it did not. It is retried unless `connection` is `refused`. */
  readonly problem: Error | null
  /** The call that rings here, or that this client is in; null: none. */
  readonly call: Call | null
  /** The state of the call; `idle` when there is none, and when it has ended. */
  readonly stage: Exclude<Call['state'], 'ended'> | 'idle'
  /** The other side's name to show; empty when there is no call. */
  readonly peerName: string
  /** Talking time so far, in whole seconds. */
  readonly seconds: number
  /** Whether this side sends its camera's picture. */
  readonly camera: boolean
  /** False: this side is muted. */
  readonly microphone: boolean
  /** How the last call ended; null before the first call, and during one. */
  readonly end: CallEnd | null
  /** Calls that rang here and nobody answered, oldest first, since the first subscription or `clearMissed`. */
  readonly missed: readonly MissedCall[]
}

/** Each resolves when the server has answered. Without a call, the functions for a call do nothing. */
export interface DeviceCallActs {
  /** Answers a call that rings. @throws CallgrantError `answered_elsewhere`, `call_over`, `network` */
  answer(): Promise<void>
  /** Declines a call that rings, cancels one that this side placed, or hangs up. */
  hangUp(): Promise<void>
  setMicrophone(on: boolean): Promise<void>
  setCamera(on: boolean): Promise<void>
  flipCamera(): Promise<void>
  /** Empties the list of missed calls, once the person has seen it. */
  clearMissed(): void
  /** Calls a device; needs no authorization. @throws VoipError */
  callDevice: Person['callDevice']
}

export interface DeviceCalls {
  readonly state: DeviceCallsState
  readonly acts: DeviceCallActs
  /** Signs the person in to receive calls, and calls `listener` at each change. @returns removes the listener */
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
 * Follows the calls of one person. The person stays signed in after the last listener is removed, because another part
 * of the app may wait for calls.
 *
 * @example
 * const calls = deviceCalls(getPerson())
 * const stop = calls.subscribe(() => calls.state.stage === 'incoming' && ring(calls.state.peerName))
 */
export function deviceCalls(person: Person): DeviceCalls {
  const listeners = new Set<() => void>()
  let problem: Error | null = null
  let end: CallEnd | null = null
  let missed: readonly MissedCall[] = []
  let call: Call | null = null
  let unsubscribe: (() => void)[] = []
  let state = read()

  function read(): DeviceCallsState {
    const { connection } = person
    const stage = call?.state ?? 'ended'
    if (call === null || stage === 'ended') return { ...NO_CALL, connection, problem, end, missed }
    const { peerName, keepTime: seconds, local } = call
    return { connection, problem, call, stage, peerName, seconds, ...local, end: null, missed }
  }
  function notify(): void {
    state = read()
    for (const listener of [...listeners]) listener()
  }
  function follow(next: Call | null): void {
    for (const off of unsubscribe) off()
    call = next
    unsubscribe = next ? [next.on('change', () => changed(next)), next.on('voip', () => changed(next))] : []
    notify()
  }
  function changed(now: Call): void {
    end = now.end
    if (isMissed(now) && missed.at(-1)?.roomId !== now.roomId) missed = [...missed, missedCall(now)]
    notify()
  }
  async function connect(): Promise<void> {
    try {
      await person.connect()
      problem = null
    } catch (error) {
      problem = error instanceof Error ? error : new Error(String(error))
    }
    notify()
  }
  function start(): () => void {
    const offs = [person.on('currentCall', follow), person.on('connection', notify)]
    follow(person.currentCall)
    void connect()
    return () => {
      for (const off of [...offs, ...unsubscribe]) off()
    }
  }

  let stop = () => {}
  return {
    get state() {
      return state
    },
    subscribe(listener) {
      // Its own function, so that one listener can subscribe twice.
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
      clearMissed() {
        missed = []
        notify()
      },
      callDevice: (request) => person.callDevice(request),
    },
  }
}
