/** The public types of a call: its state, its events, and the interfaces of media and media connections. */

import type {
  CallQuality,
  Call as CallSnapshot,
  EndOrigin,
  EndReason,
  IceServer,
  RoomType,
  SideName,
} from '@callgrant/protocol'

/** What one side says of a call at its end. */
export type QualitySummary = CallQuality

export type { CallSnapshot, EndOrigin, EndReason, IceServer, RoomType, SideName }

/** Why the person or the app ends a call, in WeChat's words. */
export type LocalOrigin = Extract<EndOrigin, 'manual' | 'forceFromApp' | 'unloadCallPage'>

/**
 * The state of a call as a page shows it.
 * `calling`: this side rings the other. `incoming`: this side is rung. `connecting`: answered, media is being set up.
 */
export type CallStage = 'calling' | 'incoming' | 'connecting' | 'talking' | 'ended'

/**
 * How the two sides are connected, as a page shows it from the answer on. `connecting`: no media has arrived yet.
 * `weak`: so little arrives, or so late, that a person notices. `reconnecting`: nothing arrives; the call tries again.
 */
export type CallConnection = 'connecting' | 'connected' | 'weak' | 'reconnecting'

/** How a call ended. */
export interface CallEnd {
  reason: EndReason
  /** Which side ended it; null: neither (a timeout, the server). */
  by: SideName | null
  origin: EndOrigin
  message: string | null
  /**
   * The device rang other people too, and one of them has answered: the name that it gave of them, or null. Absent: nobody did.
   * Such a call was not missed.
   */
  answered_by?: { name: string | null } | undefined
}

/** `eventName` of `onVoipEvent`; WeChat's names. */
export type VoipEventName =
  | 'joinedRoomByCaller'
  | 'joinFailCaller'
  | 'joinFailListener'
  | 'hangOnVoip'
  | 'startVoip'
  | 'calling'
  | 'cancelVoip'
  | 'rejectVoip'
  | 'timeout'
  | 'busy'
  | 'hangUpVoip'
  | 'abortVoip'
  | 'endVoip'
  | 'finishVoip'

/** `data` of an event; which fields it has depends on `eventName`. */
export interface VoipEventData {
  /** Talking time so far, in whole seconds. */
  keepTime?: number
  status?: string
  origin?: EndOrigin
  error?: { errMsg: string }
  errMsg?: string
  message?: string
  /** Of `joinFailCaller` and `joinFailListener`: 2000 (other), 2007 (device failed), 2102 (not allowed). */
  errCode?: number
  callerName?: string
  listenerName?: string
  roomType?: RoomType
  isCaller?: boolean
  businessType?: number
}

/** One event of `onVoipEvent`. */
export interface VoipEvent {
  eventName: VoipEventName
  roomId: string
  /** WeChat's older name of `roomId`. */
  groupId: string
  data: VoipEventData
}

/** Which media one side sends at present. */
export interface Sending {
  camera: boolean
  microphone: boolean
}

/**
 * Why a microphone or camera sends nothing although it is on. `denied`: not allowed. `failed`: unplugged, broken, or used
 * by another app. `held`: the system has taken it, and gives it back by itself.
 */
export type Trouble = 'denied' | 'failed' | 'held'

export interface Troubles {
  readonly camera: Trouble | null
  readonly microphone: Trouble | null
}

/** The events of a `Call`. */
export interface CallEvents {
  /** Something that a page shows has changed: state, connection, streams, mute, camera, the other side's camera. */
  change: Call
  /** One of WeChat's events. */
  voip: VoipEvent
  /** An error that does not end the call, such as a rejected ICE candidate. */
  problem: Error
}

/** One call, from ring to hang-up. */
export interface Call {
  readonly roomId: string
  readonly roomType: RoomType
  readonly side: SideName
  readonly state: CallStage
  /** The newest state that the server sent, with all fields of the protocol. */
  readonly snapshot: CallSnapshot
  /** The other side's name to show: the one that the person saw when they allowed the device, if there was one. */
  readonly peerName: string
  /** Talking time, in whole seconds, counted from the start of media on both sides. */
  readonly keepTime: number
  /** Set once the call has ended. */
  readonly end: CallEnd | null
  /** True when another client of the same person answered the call; it has then ended on this one. */
  readonly answeredElsewhere: boolean
  /** What this side received in the call so far, for a report at its end. */
  readonly summary: QualitySummary
  /** How the media is connected; `change` is emitted when it changes. */
  readonly connection: CallConnection
  /** False while the connection to the server is lost. The call goes on meanwhile. */
  readonly online: boolean
  /**
   * False while this side rings and no client of the other side is online (C14). It rings on all the same: the person may
   * open the app yet.
   */
  readonly listenerOnline: boolean
  readonly localStream: MediaStream | null
  /**
   * Sound and picture of the other side, from the moment at which the person answers. While a device rings here and
   * `preview` is true, its picture alone (C17).
   */
  readonly remoteStream: MediaStream | null
  /** While it rings here: the calling device sends its picture already (C17). It is not told whether anybody looks. */
  readonly preview: boolean
  /** How good the connection is while both sides talk; `good` before. A change of it fires `change`. */
  readonly quality: Quality
  /** What this side sends. */
  readonly local: Sending
  /**
   * Why it sends less than it is meant to. `setMicrophone(true)` and `setCamera(true)` try again; what was unplugged, or is
   * allowed later, comes back by itself.
   */
  readonly trouble: Troubles
  /** What the other side sends, as it last reported. */
  readonly remote: Sending
  /** Query for the call page, as the caller gave it: `a=1&b=2`. */
  readonly customQuery: string | null
  on<K extends keyof CallEvents>(event: K, listener: (value: CallEvents[K]) => void): () => void
  /** Answers an incoming call. @throws CallgrantError `answered_elsewhere`, `call_over`, `network` */
  accept(): Promise<void>
  /** Declines an incoming call. */
  reject(origin?: LocalOrigin): Promise<void>
  /** Cancels before the answer, hangs up after it; does nothing when the call is over. */
  hangUp(origin?: LocalOrigin): Promise<void>
  /** Mutes or unmutes; opens a microphone that is in trouble again. @throws VoipJoinError 2102, 2007 */
  setMicrophone(on: boolean): Promise<void>
  /** Opens or closes this side's camera. Does nothing in a voice call. @throws VoipJoinError 2102, 2007 */
  setCamera(on: boolean): Promise<void>
  /** Changes between the front and the back camera. */
  flipCamera(): Promise<void>
  /** Packets and bytes received so far; null when the peer connection cannot report them. */
  received(): Promise<Received | null>
}

/** What the picture that is sent may take, and what gives way first when the network takes less. */
export interface PictureSettings {
  /** Most bits a second. Default 1,200,000. */
  maxBitrate?: number
  /** What is kept: frames a second, size, or some of both (default). */
  prefer?: 'maintain-framerate' | 'maintain-resolution' | 'balanced'
  /**
   * The size of the picture by what the network takes. Default: 480 lines from 600 kbit/s on, 360 from 300, 240 from 120, 180
   * below. An empty list leaves it to the browser. Without effect where it does not say what the network takes.
   */
  ladder?: readonly PictureRung[]
}

/** From so many bits a second on, a picture of at most so many lines and frames a second. */
export interface PictureRung {
  bitrate: number
  height: number
  framesPerSecond: number
}

/** Which media to open. A provider may ignore what is optional. */
export interface MediaRequest {
  audio: boolean
  video: boolean
  facing: 'user' | 'environment'
  /** Aborted when the call is over, or does not take place: whatever is open, or opens later, is to be stopped. */
  signal?: AbortSignal
  /** Takes what cannot be opened, with the error; the rest is returned. Without it `open` throws. */
  failed?(kind: MediaKind, error: unknown): void
  /** Nobody asked for it at this moment: to fail (2102) is better than to ask the person. */
  unasked?: boolean
  /** false: nothing generated in the place of a device that is missing. */
  substitute?: boolean
}

/** Opens sound and picture. `userMedia()` is one for browsers. */
export interface MediaProvider {
  /**
   * @returns a stream with the requested tracks
   * @throws VoipJoinError 2102, 2007 when the person or the device refuses: the call goes on without, unless the client's
   *   `mediaRefused` is `end`. Any other error ends the call.
   */
  open(request: MediaRequest): Promise<MediaStream>
  /**
   * Calls `changed` when what failed may succeed now: a device was plugged in, something was allowed, the page is back.
   * `microphone`: the system's default microphone is another one. @returns stops it
   */
  watch?(changed: (change: { microphone: boolean }) => void): () => void
}

/** Packets and bytes received from the other side, by kind. */
export interface Received {
  audio: { packets: number; bytes: number }
  video: { packets: number; bytes: number }
}

/** `good`; `weak`: people notice it; `lost`: nothing arrives, although it should. */
export type Quality = 'good' | 'weak' | 'lost'

/** Counters of a connection since its beginning, of what it received. */
export interface PeerStats {
  packetsReceived: number
  packetsLost: number
  /** Of sound: received or made up, and those that were made up because they did not arrive. */
  samples: number
  concealedSamples: number
  /** Times that the picture stood still, and how long in all, in milliseconds. */
  freezes: number
  frozenMs: number
  /** To the other side and back; null: unknown. */
  rttMs: number | null
  /** From side to side, or through a TURN server; null: unknown. */
  path: 'direct' | 'relay' | null
  /** Bits a second that the network takes from here; null: unknown. */
  availableBitrate: number | null
}

export type PeerState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'

export interface PeerCandidate {
  candidate: string
  sdpMid?: string | null
  sdpMLineIndex?: number | null
  usernameFragment?: string | null
}

/** Callbacks of a peer. */
export interface PeerHandlers {
  onCandidate(candidate: PeerCandidate): void
  onTrack(track: MediaStreamTrack): void
  onState(state: PeerState): void
}

/**
 * One media connection, as a call uses it. `browserPeers()` implements it with `RTCPeerConnection`, `weriftMedia()`
 * with werift.
 */
export interface Peer {
  /** Adds a transceiver for each kind. Only the offering side calls it, once, before `offer`. */
  prepare(kinds: MediaKind[]): void
  /** @param restart true: new ICE credentials. @returns the SDP to send */
  offer(restart: boolean): Promise<string>
  /** Applies an offer. @returns the SDP of the answer to send */
  answer(sdp: string): Promise<string>
  acceptAnswer(sdp: string): Promise<void>
  /** Uses these from the next offer or answer with new ICE credentials on. Default: nothing changes. */
  setIceServers?(iceServers: IceServer[]): void
  addCandidate(candidate: PeerCandidate): Promise<void>
  /** Sends this track, or nothing; kept until then if there is no transceiver for the kind yet. */
  send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>
  /** Gathers all candidates from the next offer or answer on, after `relayOnly`. Default: nothing changes. */
  allowAllCandidates?(): void
  /** Default, or null: this peer cannot report it, and the call counts as good. */
  stats?(): Promise<PeerStats | null>
  /** null: this peer cannot report it. */
  received(): Promise<Received | null>
  close(): void
}

export type MediaKind = 'audio' | 'video'
/** Creates media connections, and streams of the tracks that they receive. */
export interface Peers {
  /**
   * Asked before a call is placed or answered.
   * @returns what is thrown then, when there is nothing to carry a call; default: nothing is missing
   */
  missing?(): Error | undefined
  /** @param options `relayOnly`: gathers candidates of a relay only, which show no address of this machine */
  connect(iceServers: IceServer[], handlers: PeerHandlers, options?: { relayOnly?: boolean }): Peer
  stream(tracks: MediaStreamTrack[]): MediaStream
}
