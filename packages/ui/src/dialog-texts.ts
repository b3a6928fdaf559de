/** The texts of the dialog, without the sentence that the person agrees to, in English and Simplified Chinese. */

const en = {
  requests: 'requests',
  dialogNote: 'It can then ring you as a phone does. You can switch this off in settings at any time.',
  tooLate: 'The question was open for too long, so your answer was not kept. Please answer again.',
  reject: 'Reject',
  allow: 'Allow',
}

export type DialogTexts = typeof en

const zh: DialogTexts = {
  requests: '申请',
  dialogNote: '允许后，对方可以像打电话一样呼叫你。你可以随时在设置中关闭。',
  tooLate: '询问已超时，你的选择没有保存，请重新选择。',
  reject: '拒绝',
  allow: '允许',
}

export const DIALOG_TEXTS = { en, zh }
