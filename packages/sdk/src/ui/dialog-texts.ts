/** The words of the dialog, beside the sentence that is agreed to, in English and Simplified Chinese. */

const en = {
  requests: 'requests',
  dialogNote: 'It can then ring you as a phone does. You can switch this off in settings at any time.',
  reject: 'Reject',
  allow: 'Allow',
}

export type DialogTexts = typeof en

const zh: DialogTexts = {
  requests: '申请',
  dialogNote: '允许后，对方可以像打电话一样呼叫你。你可以随时在设置中关闭。',
  reject: '拒绝',
  allow: '允许',
}

export const DIALOG_TEXTS = { en, zh }
