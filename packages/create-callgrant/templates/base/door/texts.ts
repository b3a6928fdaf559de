/** Every sentence of the door's page, in the browser's language. */

import type { RungOutcome } from '@callgrant/sdk/device'

/** While it rings; a door need not say why somebody is not rung. */
const OUTCOMES: Partial<Record<RungOutcome, string>> = {
  ringing: 'rings …',
  rejected: 'declined',
  busy: 'in a call',
}
const OUTCOMES_ZH: typeof OUTCOMES = { ringing: '正在响铃……', rejected: '已拒绝', busy: '正在通话' }

const EN = {
  door: 'Door',
  online: 'Ready to ring',
  offline: 'Connecting …',
  ring: 'Ring',
  noCode: 'This page is a door. Open it with the code that `npm start` prints.',
  notAllowed: 'Nobody at home has allowed this door to ring.',
  cancel: 'Cancel',
  noAnswer: 'Nobody answered.',
  outcome: (outcome: RungOutcome) => OUTCOMES[outcome] ?? 'not rung',
  taken: 'Another door has this serial number: the one before, or this one in another browser.',
  replace: 'Take its place',
}

const ZH: typeof EN = {
  door: '门铃',
  online: '可以呼叫',
  offline: '正在连接……',
  ring: '按门铃',
  noCode: '这个页面是一个门铃。请用 npm start 打印的带代码的地址打开它。',
  notAllowed: '家里还没有人允许这个门铃呼叫。',
  cancel: '取消',
  noAnswer: '无人接听。',
  outcome: (outcome) => OUTCOMES_ZH[outcome] ?? '未响铃',
  taken: '另一个门铃已使用这个序列号：以前的门铃，或另一个浏览器里的这个门铃。',
  replace: '取代它',
}

export const language: 'en' | 'zh' = navigator.language.startsWith('zh') ? 'zh' : 'en'
export const texts = language === 'zh' ? ZH : EN
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
