/** The words of the call page, and how a call's end is told to each side. */

import type { Language } from '@callgrant/protocol/errors'
import type { Call } from '../calling/types.ts'

const en = {
  voiceCall: 'Voice call',
  videoCall: 'Video call',
  callWith: (name: string) => `Call with ${name}`,
  rings: { voice: 'invites you to a voice call', video: 'invites you to a video call' },
  calling: 'Calling…',
  waiting: 'Waiting for an answer…',
  connecting: 'Connecting…',
  talking: 'Connected',
  offline: 'Connection lost. Trying again…',
  silent: 'The browser keeps the ring silent. Tap anywhere to hear it.',
  unheard: 'The browser keeps the sound off. Tap to hear.',
  accept: 'Accept',
  decline: 'Decline',
  cancel: 'Cancel',
  hangUp: 'Hang up',
  close: 'Close',
  microphone: 'Mic',
  camera: 'Camera',
  flip: 'Flip camera',
  speaker: 'Speaker',
  remoteCameraOff: (name: string) => `${name}’s camera is off`,
  remoteMuted: (name: string) => `${name} is muted`,
  remoteVideo: (name: string) => `Picture from ${name}`,
  localVideo: 'Your own picture',
  length: (time: string) => `Length ${time}`,
  youCancelled: 'You cancelled the call',
  missedCancelled: (name: string) => `Missed call: ${name} cancelled`,
  youDeclined: 'You declined the call',
  theyDeclined: (name: string) => `${name} declined the call`,
  noAnswer: 'No answer',
  missed: 'Missed call',
  busy: (name: string) => `${name} is in another call`,
  timeLimit: 'The time limit of this call was reached',
  youHungUp: 'You hung up',
  theyHungUp: (name: string) => `${name} hung up`,
  aborted: 'The call was broken off',
  elsewhere: 'Answered on another of your devices',
}

export type CallTexts = typeof en

const zh: CallTexts = {
  voiceCall: '语音通话',
  videoCall: '视频通话',
  callWith: (name) => `与${name}的通话`,
  rings: { voice: '邀请你语音通话', video: '邀请你视频通话' },
  calling: '正在呼叫…',
  waiting: '等待对方接听…',
  connecting: '连接中…',
  talking: '已接通',
  offline: '连接已断开，正在重试…',
  silent: '浏览器已静音铃声，点击任意处即可播放。',
  unheard: '浏览器已静音，点击播放声音。',
  accept: '接听',
  decline: '拒绝',
  cancel: '取消',
  hangUp: '挂断',
  close: '关闭',
  microphone: '麦克风',
  camera: '摄像头',
  flip: '翻转镜头',
  speaker: '扬声器',
  remoteCameraOff: (name) => `${name}的摄像头已关`,
  remoteMuted: (name) => `${name}已静音`,
  remoteVideo: (name) => `${name}的画面`,
  localVideo: '你的画面',
  length: (time) => `通话时长 ${time}`,
  youCancelled: '你已取消通话',
  missedCancelled: (name) => `未接来电：${name}已取消`,
  youDeclined: '你已拒绝通话',
  theyDeclined: (name) => `${name}已拒绝`,
  noAnswer: '对方无应答',
  missed: '未接来电',
  busy: (name) => `${name}正在通话中`,
  timeLimit: '已达到通话时长上限',
  youHungUp: '你已挂断',
  theyHungUp: (name) => `${name}已挂断`,
  aborted: '通话已中断',
  elsewhere: '已在你的其他设备接听',
}

export const CALL_TEXTS = { en, zh }

/** Talking time as people read it: `1:05`, `1:00:05`. @param ms milliseconds */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const rest = two(seconds % 60)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

/** Why the call is over, as this side is told (C6, C7). */
export function endWords(
  call: Pick<Call, 'end' | 'side' | 'answeredElsewhere'>,
  peerName: string,
  language: Language,
): string {
  const t = CALL_TEXTS[language]
  const { end, side } = call
  if (call.answeredElsewhere) return t.elsewhere
  if (!end) return t.aborted
  const mine = end.by === side
  switch (end.reason) {
    case 'cancelled':
      return mine ? t.youCancelled : t.missedCancelled(peerName)
    case 'rejected':
      return mine ? t.youDeclined : t.theyDeclined(peerName)
    case 'timeout':
      return side === 'caller' ? t.noAnswer : t.missed
    case 'busy':
      return t.busy(peerName)
    case 'hung_up':
      if (end.origin === 'timeLimit') return t.timeLimit
      return mine ? t.youHungUp : t.theyHungUp(peerName)
    case 'aborted':
      return t.aborted
  }
}
