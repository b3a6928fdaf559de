/** What every receipt of consent says, in both languages. */

import type { ConsentTerms } from '@callgrant/protocol'

export const RECEIPT_TEXTS = {
  purpose: {
    en: 'The device, or a device of the group, may start voice and video calls to the person.',
    zh: '该设备（或该组内的设备）可以向用户发起语音、视频通话。',
  },
  validity: { en: 'Until it is changed or withdrawn.', zh: '直至更改或撤回。' },
  information: [
    {
      pii_type: 'openid',
      description: { en: 'The person’s identifier in this app.', zh: '用户在该应用中的标识。' },
    },
    {
      pii_type: 'calls',
      description: {
        en: 'When the device called, whether the call was answered, how it ended and how good it was. Sound and picture are not kept.',
        zh: '设备何时呼叫、是否接听、如何结束及通话质量。不保存声音和画面。',
      },
    },
  ],
  collection: {
    dialog: { en: 'Asked in a dialog of the app.', zh: '在应用的对话框中询问。' },
    settings: { en: 'Changed by the person in the app’s settings.', zh: '由用户在应用的设置中更改。' },
  },
  retention: {
    en: 'This record is kept as proof until the person asks the app to be forgotten.',
    zh: '该记录作为证明保存，直至用户要求该应用将其遗忘。',
  },
  withdrawal: {
    en: 'In the app’s settings, under “Voice and Video Call Reminder”, switch the device off; or clear the app, which withdraws all.',
    zh: '在应用设置的“语音、视频通话提醒”中关闭该设备；或清除该应用，即撤回全部授权。',
  },
  rights: {
    en: 'The person may ask the app for all that is kept of them, and to be forgotten.',
    zh: '用户可向该应用索取其全部留存数据，并可要求被遗忘。',
  },
} as const

/** How long an Allow holds that was given for a time, or for a number of rings. */
export function validityOf({ until, rings }: ConsentTerms): { en: string; zh: string } {
  const time = until === null ? null : new Date(until).toISOString()
  const en = [time && `until ${time}`, rings !== null && `for at most ${rings} ring${rings === 1 ? '' : 's'}`]
  const zh = [time && `至 ${time}`, rings !== null && `最多 ${rings} 次呼叫`]
  const words = en.filter(Boolean).join(', ')
  return {
    en: `${words.charAt(0).toUpperCase()}${words.slice(1)}, unless it is changed or withdrawn before.`,
    zh: `${zh.filter(Boolean).join('，')}；期间可更改或撤回。`,
  }
}
