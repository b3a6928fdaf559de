/** The words of the settings page. */

import { SETTINGS_TITLE } from '../shared/words.ts'

const en = {
  title: SETTINGS_TITLE.en,
  close: 'Close',
  intro: (app: string) => `Devices and groups that ${app} may let ring you. Off is in force at once.`,
  device: 'Device',
  group: 'Device group',
  loading: 'Loading…',
  empty: 'Nothing has asked to ring you',
  emptyNote: 'When this app asks to let a device ring you, your answer appears here, and you can change it.',
  allowed: (name: string) => `${name} may ring you`,
  refused: (name: string) => `${name} can no longer ring you`,
  retry: 'Try again',
  loadFailed: 'The list could not be read.',
  switchFailed: (name: string) => `${name} was not changed.`,
  clearFailed: 'The records were not removed.',
  clear: 'Remove this app’s records',
  clearNote:
    'Forgets what you answered for every device and group. Nothing of this app can ring you until it asks again.',
  clearQuestion: 'Remove all records of this app?',
  cancel: 'Cancel',
  remove: 'Remove',
  removed: 'The records were removed',
}

export type SettingsTexts = typeof en

const zh: SettingsTexts = {
  title: SETTINGS_TITLE.zh,
  close: '关闭',
  intro: (app) => `「${app}」的以下设备或设备组可以呼叫你。关闭后立即生效。`,
  device: '设备',
  group: '设备组',
  loading: '正在加载…',
  empty: '还没有设备请求呼叫你',
  emptyNote: '当此应用请求允许设备呼叫你时，你的选择会显示在这里，并可随时更改。',
  allowed: (name) => `${name} 可以呼叫你`,
  refused: (name) => `${name} 不能再呼叫你`,
  retry: '重试',
  loadFailed: '无法读取列表。',
  switchFailed: (name) => `${name} 未更改。`,
  clearFailed: '记录未删除。',
  clear: '删除此应用的记录',
  clearNote: '将清除你对所有设备和设备组的选择。再次询问前，此应用的设备都不能呼叫你。',
  clearQuestion: '删除此应用的所有记录？',
  cancel: '取消',
  remove: '删除',
  removed: '记录已删除',
}

export const SETTINGS_TEXTS = { en, zh }
