/** The texts of the dialog, without the sentence that the person agrees to, in English and Simplified Chinese. */

const en = {
  requests: 'requests',
  dialogNote: 'It can then ring you as a phone does. You can switch this off in settings at any time.',
  tooLate: 'The question was open for too long, so your answer was not kept. Please answer again.',
  reject: 'Reject',
  allow: 'Allow',
  forATime: 'Only for a time…',
  howLong: 'How long',
  noEnd: 'No end date',
  today: 'Today, until midnight',
  until: 'Until a time',
  someRings: 'Only for a number of rings',
  howManyRings: 'Number of rings',
}

export type DialogTexts = typeof en

const zh: DialogTexts = {
  requests: '申请',
  dialogNote: '允许后，对方可以像打电话一样呼叫你。你可以随时在设置中关闭。',
  tooLate: '询问已超时，你的选择没有保存，请重新选择。',
  reject: '拒绝',
  allow: '允许',
  forATime: '仅限一段时间…',
  howLong: '允许多久',
  noEnd: '不限时间',
  today: '今天，至午夜',
  until: '至某一时间',
  someRings: '限定呼叫次数',
  howManyRings: '呼叫次数',
}

export const DIALOG_TEXTS = { en, zh }
