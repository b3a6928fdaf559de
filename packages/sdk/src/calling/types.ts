/** The public types of a call: what a page shows, what WeChat's `onVoipEvent` tells, what media and peers must do. */

import type {
  Call as CallSnapshot,
  EndOrigin,
  EndReason,
  IceServer,
  RoomType,
  SideName,
} from '@callgrant/protocol'

export type { CallSnapshot, EndOrigin, EndReason, IceServer, RoomType, SideName }

/** Why the person or the app ends a call, in WeChat's words. */
export type LocalOrigin = Extract<EndOrigin, 'manual' | 'forceFromApp' | 'unloadCallPage'>

/**
 * The state of a call as a page shows it.
 * `calling`: I ring and wait. `incoming`: I am being rung. `connecting`: answered, media is being set up.
 */
export type CallStage = 'calling' | 'incoming' | 'connecting' | 'talking' | 'ended'

/** How a call ended. */
export interface CallEnd {
  reason: EndReason
  /** Which side ended it; null: neither. */
  by: SideName | null
  origin: EndOrigin
  message: string | null
}

/** Names of `onVoipEvent`, as WeChat's plugin has them. */
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

/** What stands in `data` of an event; which fields are there depends on the event (calls.md). */
export interface VoipEventData {
  /** Talking time so far, in milliseconds (C11). */
  keepTime?: number
  status?: string
  origin?: EndOrigin
  error?: { errMsg: string }
  errMsg?: string
  message?: string
  /** Of `joinFailCaller` and `joinFailListener`: 2000, 2007, 2102. */
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

/** What one side sends at present, as far as the other was told. */
export interface Sending {
  camera: boolean
  microphone: boolean
}

/** The events of a `Call`. */
export interface CallEvents {
  /** Anything a page shows has changed: state, streams, mute, camera, the other side's camera. */
  change: Call
  /** One of WeChat's events. */
  voip: VoipEvent
  /** Something went wrong that the call survives (a candidate not taken, a camera that did not open). */
  problem: Error
}

/** One call, from ring to hang-up. */
export interface Call {
  readonly roomId: string
  readonly roomType: RoomType
  readonly side: SideName
  readonly state: CallStage
  /** The server's newest snapshot. */
  readonly snapshot: CallSnapshot
  /** The other side's name, as it is to be shown (A9, C5). */
  readonly peerName: string
  /** Talking time, in milliseconds (C11). */
  readonly keepTime: number
  /** Set once the call has ended. */
  readonly end: CallEnd | null
  /** True when another client of this person took the call (C7). */
  readonly answeredElsewhere: boolean
  /** False while the connection to the server is lost; the call goes on (C15). */
  readonly online: boolean
  readonly localStream: MediaStream | null
  readonly remoteStream: MediaStream | null
  /** What this side sends. */
  readonly local: Sending
  /** What the other side said that it sends. */
  readonly remote: Sending
  /** Query of the call page that the caller gave, `a=1&b=2`. */
  readonly customQuery: string | null
  on<K extends keyof CallEvents>(event: K, listener: (value: CallEvents[K]) => void): () => void
  /** Answers an incoming call. @throws CallgrantError `answered_elsewhere`, `call_over`, `network` */
  accept(): Promise<void>
  /** Declines an incoming call. */
  reject(origin?: LocalOrigin): Promise<void>
  /** Cancels before the answer, hangs up after it; does nothing when the call is over. */
  hangUp(origin?: LocalOrigin): Promise<void>
  setMicrophone(on: boolean): Promise<void>
  /** Opens or closes this side's camera. Does nothing in a voice call (C13). */
  setCamera(on: boolean): Promise<void>
  /** Changes between the front and the back camera. */
  flipCamera(): Promise<void>
  /** Packets and bytes received so far; null when this peer connection cannot tell. */
  received(): Promise<Received | null>
}

/** What a media provider is asked to open. */
export interface MediaRequest {
  audio: boolean
  video: boolean
  facing: 'user' | 'environment'
}

/** Where sound and picture come from. */
export interface MediaProvider {
  /** @returns a stream with the tracks asked for. @throws when they cannot be had */
  open(request: MediaRequest): Promise<MediaStream>
}

/** Packets and bytes received from the other side, by kind. */
export interface Received {
  audio: { packets: number; bytes: number }
  video: { packets: number; bytes: number }
}

export type PeerState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'

export interface PeerCandidate {
  candidate: string
  sdpMid?: string | null
  sdpMLineIndex?: number | null
  usernameFragment?: string | null
}

/** What a peer reports. */
export interface PeerHandlers {
  onCandidate(candidate: PeerCandidate): void
  onTrack(track: MediaStreamTrack): void
  onState(state: PeerState): void
}

/**
 * One media connection, reduced to what a call needs. `browserPeers()` makes it from `RTCPeerConnection`,
 * `weriftMedia()` from werift.
 */
export interface Peer {
  /** Makes room for these kinds, sending and receiving; only the offering side calls it, once, before `offer`. */
  prepare(kinds: MediaKind[]): void
  /** @param restart true: new ICE credentials. @returns the SDP to send */
  offer(restart: boolean): Promise<string>
  /** Takes an offer, makes ready to send what it has room for, and returns the answer to send. */
  answer(sdp: string): Promise<string>
  acceptAnswer(sdp: string): Promise<void>
  addCandidate(candidate: PeerCandidate): Promise<void>
  /** Puts a track on the wire, or nothing; remembered when there is no room for the kind yet. */
  send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>
  /** null: this peer cannot tell. */
  received(): Promise<Received | null>
  close(): void
}

export type MediaKind = 'audio' | 'video'
/** Makes media connections, and streams of the tracks that come out of them. */
export interface Peers {
  connect(iceServers: IceServer[], handlers: PeerHandlers): Peer
  stream(tracks: MediaStreamTrack[]): MediaStream
}
