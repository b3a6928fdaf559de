/** The texts of the settings page. */

const en = {
  title: 'Who may ring you',
  close: 'Close',
  intro: (app: string) => `Devices and groups that ${app} may let ring you. Off is in force at once.`,
  device: 'Device',
  group: 'Device group',
  /** Shown when there are both; A5. */
  order:
    'A device’s own switch decides for it. The switch of a group decides for its devices that have none here.',
  loading: 'Loading…',
  empty: 'Nothing has asked to ring you',
  emptyNote: 'When this app asks to let a device ring you, your answer appears here, and you can change it.',
  allowed: (name: string) => `${name} may ring you`,
  refused: (name: string) => `${name} can no longer ring you`,
  retry: 'Try again',
  loadFailed: 'The list could not be read.',
  switchFailed: (name: string) => `${name} was not changed.`,
  clearFailed: 'The records were not removed.',
  preview: 'See who is there before I answer',
  previewNote:
    'When a device rings with video, its picture is shown while it rings. It sees and hears nothing of me until I answer.',
  previewOn: 'You will see who is there',
  previewOff: 'You will see nothing before you answer',
  previewFailed: 'Seeing who is there was not changed.',
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
  title: '谁可以呼叫你',
  close: '关闭',
  intro: (app) => `「${app}」的以下设备或设备组可以呼叫你。关闭后立即生效。`,
  device: '设备',
  group: '设备组',
  order: '设备有自己的开关时，以它自己的开关为准；没有单独开关的设备，以所在设备组的开关为准。',
  loading: '正在加载…',
  empty: '还没有设备请求呼叫你',
  emptyNote: '当此应用请求允许设备呼叫你时，你的选择会显示在这里，并可随时更改。',
  allowed: (name) => `${name} 可以呼叫你`,
  refused: (name) => `${name} 不能再呼叫你`,
  retry: '重试',
  loadFailed: '无法读取列表。',
  switchFailed: (name) => `${name} 未更改。`,
  clearFailed: '记录未删除。',
  preview: '接听前看到对方',
  previewNote: '设备发起视频呼叫时，响铃期间显示它的画面。接听之前，设备看不到也听不到我。',
  previewOn: '响铃时将显示设备的画面',
  previewOff: '接听前不显示设备的画面',
  previewFailed: '“接听前看到对方”未更改。',
  clear: '删除此应用的记录',
  clearNote: '将清除你对所有设备和设备组的选择。再次询问前，此应用的设备都不能呼叫你。',
  clearQuestion: '删除此应用的所有记录？',
  cancel: '取消',
  remove: '删除',
  removed: '记录已删除',
}

export const SETTINGS_TEXTS = { en, zh }
