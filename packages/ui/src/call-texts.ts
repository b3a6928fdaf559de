/** The texts of the call page, and the sentence about a call's end for each side. */

import type { Language } from '@callgrant/protocol/errors'
import type { Call } from '@callgrant/sdk/calling'

const en = {
  voiceCall: 'Voice call',
  videoCall: 'Video call',
  callWith: (name: string) => `Call with ${name}`,
  rings: { voice: 'invites you to a voice call', video: 'invites you to a video call' },
  calling: 'Calling…',
  waiting: 'Waiting for an answer…',
  nobodyOnline: 'Nobody is online there. Still ringing…',
  connecting: 'Connecting…',
  talking: 'Connected',
  offline: 'Connection lost. Trying again…',
  condition: {
    good: 'Connected',
    weak: 'Weak connection',
    reconnecting: 'Reconnecting…',
    held: 'On hold: the microphone is taken',
  },
  silent: 'The browser keeps the ring silent. Tap anywhere to hear it.',
  unheard: 'The browser keeps the sound off. Tap to hear.',
  accept: 'Accept',
  decline: 'Decline',
  cancel: 'Cancel',
  hangUp: 'Hang up',
  close: 'Close',
  again: { again: 'Call again', back: 'Call back' },
  microphone: { on: 'Mic on', off: 'Mic off' },
  camera: { on: 'Camera on', off: 'Camera off' },
  flip: 'Flip camera',
  output: 'Sound',
  outputs: 'Where to hear the call',
  speaker: 'Speaker',
  earpiece: 'Phone at the ear',
  headphones: 'Headphones',
  display: 'Screen',
  swap: 'Swap the pictures',
  move: 'Move your picture',
  moveHint: 'Arrow keys move the small picture to another corner.',
  trouble: {
    microphone: {
      denied: 'You cannot be heard: allow the microphone for this page in the browser.',
      failed: 'You cannot be heard: the microphone is unplugged, or another app uses it.',
      held: 'You cannot be heard: the microphone is taken.',
    },
    camera: {
      denied: 'You cannot be seen: allow the camera for this page in the browser.',
      failed: 'You cannot be seen: the camera is unplugged, or another app uses it.',
      held: 'You cannot be seen: the camera is taken.',
    },
  },
  tryAgain: 'Try again',
  remoteCameraOff: (name: string) => `${name}’s camera is off`,
  remoteMuted: (name: string) => `${name} is muted`,
  remoteVideo: (name: string) => `Picture from ${name}`,
  localVideo: 'Your own picture',
  length: (time: string) => `Length ${time}`,
  answeredBy: (name: string | null) => (name ? `${name} answered` : 'Somebody else answered'),
  youCancelled: 'You cancelled the call',
  missedCancelled: (name: string) => `Missed call: ${name} cancelled`,
  youDeclined: 'You declined the call',
  theyDeclined: (name: string) => `${name} declined the call`,
  noAnswer: 'No answer',
  missed: 'Missed call',
  missedCalls: (count: number) => (count === 1 ? 'One missed call' : `${count} missed calls`),
  ringing: (name: string) => `${name} is calling`,
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
  nobodyOnline: '对方不在线，仍在呼叫…',
  connecting: '连接中…',
  talking: '已接通',
  offline: '连接已断开，正在重试…',
  condition: {
    good: '已接通',
    weak: '网络不佳',
    reconnecting: '正在重新连接…',
    held: '通话保持：麦克风被占用',
  },
  silent: '浏览器已静音铃声，点击任意处即可播放。',
  unheard: '浏览器已静音，点击播放声音。',
  accept: '接听',
  decline: '拒绝',
  cancel: '取消',
  hangUp: '挂断',
  close: '关闭',
  again: { again: '重新呼叫', back: '回拨' },
  microphone: { on: '麦克风已开', off: '麦克风已关' },
  camera: { on: '摄像头已开', off: '摄像头已关' },
  flip: '翻转镜头',
  output: '声音',
  outputs: '选择声音播放设备',
  speaker: '扬声器',
  earpiece: '听筒',
  headphones: '耳机',
  display: '屏幕',
  swap: '切换大小画面',
  move: '移动你的画面',
  moveHint: '方向键可将小画面移到其他角。',
  trouble: {
    microphone: {
      denied: '对方听不到你：请在浏览器中允许本页使用麦克风。',
      failed: '对方听不到你：麦克风已断开或被其他应用占用。',
      held: '对方听不到你：麦克风被占用。',
    },
    camera: {
      denied: '对方看不到你：请在浏览器中允许本页使用摄像头。',
      failed: '对方看不到你：摄像头已断开或被其他应用占用。',
      held: '对方看不到你：摄像头被占用。',
    },
  },
  tryAgain: '重试',
  remoteCameraOff: (name) => `${name}的摄像头已关`,
  remoteMuted: (name) => `${name}已静音`,
  remoteVideo: (name) => `${name}的画面`,
  localVideo: '你的画面',
  length: (time) => `通话时长 ${time}`,
  answeredBy: (name: string | null) => (name ? `${name} 已接听` : '其他人已接听'),
  youCancelled: '你已取消通话',
  missedCancelled: (name) => `未接来电：${name}已取消`,
  youDeclined: '你已拒绝通话',
  theyDeclined: (name) => `${name}已拒绝`,
  noAnswer: '对方无应答',
  missed: '未接来电',
  missedCalls: (count) => `${count} 个未接来电`,
  ringing: (name) => `${name}来电`,
  busy: (name) => `${name}正在通话中`,
  timeLimit: '已达到通话时长上限',
  youHungUp: '你已挂断',
  theyHungUp: (name) => `${name}已挂断`,
  aborted: '通话已中断',
  elsewhere: '已在你的其他设备接听',
}

export const CALL_TEXTS = { en, zh }

/** Talking time as the page shows it: `1:05`, `1:00:05`. @param seconds whole seconds */
export function duration(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const rest = two(seconds % 60)
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`
}

/** When a call rang: the time, with the day when it is not today. @param at milliseconds since 1970 */
export function clockTime(at: number, language: Language): string {
  const day =
    new Date(at).toDateString() === new Date().toDateString()
      ? {}
      : ({ month: 'short', day: 'numeric' } as const)
  return new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en', {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
  })
}

/** Why the call has ended, as this side's page says it (C6, C7). */
export function endText(
  call: Pick<Call, 'end' | 'side' | 'answeredElsewhere'>,
  peerName: string,
  language: Language,
): string {
  const t = CALL_TEXTS[language]
  const { end, side } = call
  if (call.answeredElsewhere) return t.elsewhere
  if (!end) return t.aborted
  if (end.answered_by) return t.answeredBy(end.answered_by.name)
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
