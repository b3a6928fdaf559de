/** The texts of the try page, for readers who do not know Callgrant. */

import type { Place } from './ids.ts'
import type { Step } from './story.ts'

type Where = 'door' | 'phone'

interface StepText {
  title: string
  /** What to do, and where. */
  todo: string
}

/** On which panel each step is done. */
export const STEP_PLACE: Readonly<Record<Step, Where>> = {
  ask: 'phone',
  allow: 'phone',
  ring: 'door',
  answer: 'phone',
  hangUp: 'phone',
  withdraw: 'phone',
  refused: 'door',
}

const en = {
  /** In the browser's tab. */
  title: 'Callgrant: try it',
  tagline: 'A device rings a person only after that person said yes; then Callgrant carries the call.',
  story: 'The story in seven steps',
  progress: (done: number) => `${done} of 7 steps done`,
  doneMark: 'done',
  steps: {
    ask: { title: 'Ask', todo: 'On the phone, tap “Ask to be rung by the front door”.' },
    allow: { title: 'Allow', todo: 'Read what is asked on the phone, and tap Allow.' },
    ring: { title: 'Ring', todo: 'At the front door, tap “Ring with picture”.' },
    answer: {
      title: 'Answer',
      todo: 'The phone rings: tap Accept. Both sides should see and hear each other.',
    },
    hangUp: { title: 'Hang up', todo: 'Hang up on either side, and close the call page.' },
    withdraw: { title: 'Withdraw', todo: 'On the phone, open Settings and switch the front door off.' },
    refused: { title: 'Refused', todo: 'Ring from the door again. The server refuses it with errCode 9.' },
  } satisfies Record<Step, StepText> as Record<Step, StepText>,
  finished: 'That is the whole story: nobody rings who was not allowed to, from the moment it was withdrawn.',
  more: 'Worth a try next: ask again now (no question is shown); remove the app’s records in Settings and ask again; reject, or press Esc at the question; call the door from the phone; add Bob’s phone below hers, let him allow the door too, and see it ring both.',
  goTo: { door: 'Go to the door', phone: 'Go to the phone' } as Record<Where, string>,
  startOver: 'Start over',
  startOverNote: 'A new Alice and a new door, who have never met.',
  addSecond: 'Add Bob’s phone',
  addSecondNote:
    'Bob lives in the same house. The door then rings both, and the first to answer has the call.',
  panels: {
    door: { tab: 'Door', title: 'The front door', note: 'A device. It may ring only those who agreed.' },
    phone: { tab: 'Phone', title: 'Alice’s phone', note: 'An app that uses the SDK.' },
    second: { tab: 'Bob', title: 'Bob’s phone', note: 'He lives there, too, and answers for himself.' },
    server: {
      tab: 'Server',
      title: 'What the server knows',
      note: 'As the maker’s back end would see it, live.',
    },
  },
  elsewhere: {
    phone: 'Open on another phone or in another window',
    second: 'Open on another phone or in another window',
    door: 'Open on another computer or in another window',
  } as Record<Place, string>,
  lan: (url: string) => `From another machine: ${url}`,
  lanNote: 'Only this machine can reach the server. For two real machines, start it with: npm start -- --lan',
  consent: 'May the door ring Alice?',
  consentState: {
    none: 'No row: never asked, or removed',
    authorized: 'Authorized: status 1',
    refused: 'Refused: status 0',
  },
  why: 'Why',
  whyWords: {
    none: 'There is no answer of hers for this door, so the server says no.',
    device: 'Her own answer for this door decides.',
    group: 'Her answer for the group that the door is in decides.',
    calling_off: 'The app has no calling capability, so nobody can be rung.',
    person_unknown: 'Nobody with her openid is known, or she was forgotten.',
    device_unregistered: 'The door has no key now: register it first.',
  },
  shownName: 'Name shown',
  since: 'Since',
  subject: 'Row of',
  history: 'History of consent',
  historyEmpty: 'Nothing was asked yet. Each question and each answer is kept here, with the words she read.',
  acts: {
    asked: 'Asked',
    authorized: 'Allowed',
    refused: 'Rejected',
    switched_on: 'Switched on',
    switched_off: 'Switched off',
    cleared: 'Records removed',
    expired: 'Ran out',
    erased: 'somebody was forgotten',
  },
  events: 'Events, as they happen',
  eventsEmpty: 'Nothing happened yet. What happens is written here at once, newest first.',
  offline: 'The server cannot be reached. This page tries again by itself.',
  call: {
    created: 'The door’s call is placed: consent was checked just now',
    ringing: 'It rings',
    connecting: 'Answered; sound and picture are being set up',
    talking: 'Both talk',
    ended: 'The call is over',
  },
  callByPerson: 'Alice calls the door: that needs no consent',
  end: {
    cancelled: 'cancelled by the caller',
    rejected: 'declined',
    timeout: 'no answer in time',
    busy: 'the other side is in a call',
    hung_up: 'hung up',
    aborted: 'broken off',
  },
  answeredByAnother: 'another person answered',
  registered: 'The door registered its key, with a ticket from the back end',
  reset: 'The door was reset, so that another key can be registered',
  listenerOffline: 'Nobody is online on the side that is rung',
  ringRefused: (code: number) => `The ring was refused: errCode ${code}`,
  askRefused: 'The request on the phone was not granted',
  docs: 'API documents',
}

export type IndexTexts = typeof en

const zh: IndexTexts = {
  title: 'Callgrant：试一试',
  tagline: '设备只有在用户同意之后才能呼叫用户；然后由 Callgrant 完成通话。',
  story: '七步走完全程',
  progress: (done) => `已完成 ${done}/7 步`,
  doneMark: '已完成',
  steps: {
    ask: { title: '请求', todo: '在手机上点「请求允许大门呼叫我」。' },
    allow: { title: '允许', todo: '阅读手机上的询问，然后点「允许」。' },
    ring: { title: '呼叫', todo: '在大门处点「视频呼叫」。' },
    answer: { title: '接听', todo: '手机响了：点「接听」。双方应能看到并听到对方。' },
    hangUp: { title: '挂断', todo: '任意一方挂断，并关闭通话页。' },
    withdraw: { title: '撤回', todo: '在手机上打开「设置」，关闭大门的开关。' },
    refused: { title: '被拒', todo: '再次从大门呼叫，服务器会以 errCode 9 拒绝。' },
  },
  finished: '这就是全部：未经允许谁也不能呼叫，撤回之后立即生效。',
  more: '接下来可以试试：现在再次请求（不会弹出询问）；在设置中删除记录后再次请求；点拒绝，或在询问时按 Esc；用手机呼叫大门；在她的手机下方添加王磊的手机，由他也允许大门，看两部同时响铃。',
  goTo: { door: '前往大门', phone: '前往手机' },
  startOver: '重新开始',
  startOverNote: '全新的李静和全新的大门，彼此从未见过。',
  addSecond: '添加王磊的手机',
  addSecondNote: '王磊住在同一个家里。此后大门同时呼叫两人，先接听的人通话。',
  panels: {
    door: { tab: '大门', title: '大门', note: '一台设备，只能呼叫同意过的人。' },
    phone: { tab: '手机', title: '李静的手机', note: '一个使用 SDK 的应用。' },
    second: { tab: '王磊', title: '王磊的手机', note: '他也住在这里，由他自己决定。' },
    server: { tab: '服务器', title: '服务器所知道的', note: '即厂商后端实时看到的内容。' },
  },
  elsewhere: {
    phone: '在另一部手机或另一个窗口中打开',
    second: '在另一部手机或另一个窗口中打开',
    door: '在另一台电脑或另一个窗口中打开',
  },
  lan: (url) => `从其他设备访问：${url}`,
  lanNote: '目前只有本机可以访问服务器。如需使用两台真实设备，请这样启动：npm start -- --lan',
  consent: '大门可以呼叫李静吗？',
  consentState: {
    none: '没有记录：从未询问，或已删除',
    authorized: '已授权：status 1',
    refused: '已拒绝：status 0',
  },
  why: '原因',
  whyWords: {
    none: '她没有对这扇门作出过选择，因此服务器不允许。',
    device: '以她对这扇门的选择为准。',
    group: '以她对这扇门所在设备组的选择为准。',
    calling_off: '该应用没有音视频通话能力，无法呼叫任何人。',
    person_unknown: '没有此 openid 的用户，或已被遗忘。',
    device_unregistered: '这扇门目前没有密钥，请先注册。',
  },
  shownName: '向她显示的名称',
  since: '起始时间',
  subject: '用户与设备',
  history: '授权历史',
  historyEmpty: '还没有询问过。每次询问与回答，连同她读到的原文，都会保存在这里。',
  acts: {
    asked: '已询问',
    authorized: '已允许',
    refused: '已拒绝',
    switched_on: '已开启',
    switched_off: '已关闭',
    cleared: '记录已删除',
    expired: '已到期',
    erased: '有人被遗忘',
  },
  events: '实时事件',
  eventsEmpty: '还没有发生任何事。发生的事会立即写在这里，最新的在最上面。',
  offline: '无法连接服务器，本页会自动重试。',
  call: {
    created: '大门发起呼叫：刚刚核对了授权',
    ringing: '正在响铃',
    connecting: '已接听，正在建立音视频',
    talking: '双方通话中',
    ended: '通话结束',
  },
  callByPerson: '李静呼叫大门：无需授权',
  end: {
    cancelled: '主叫取消',
    rejected: '被叫拒绝',
    timeout: '无人接听',
    busy: '对方正在通话',
    hung_up: '已挂断',
    aborted: '异常中断',
  },
  answeredByAnother: '另一人已接听',
  registered: '大门凭后端的票据注册了自己的密钥',
  reset: '大门已重置，可以注册其他密钥',
  listenerOffline: '被呼叫的一方没有在线的设备',
  ringRefused: (code) => `呼叫被拒绝：errCode ${code}`,
  askRefused: '手机上的请求没有获准',
  docs: '接口文档',
}

export const INDEX_TEXTS = { en, zh }
