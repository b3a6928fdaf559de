/** The words of the phone's page. */

const en = {
  title: 'Alice’s phone',
  person: 'Alice',
  app: (name: string) => `The app “${name}”`,
  /** What the maker calls the door; the device type is joined to it (A8). */
  deviceName: 'Front',
  connection: {
    idle: 'Not connected',
    connecting: 'Connecting…',
    online: 'Online',
    offline: 'Offline, trying again…',
    refused: 'Signed out',
    closed: 'Not connected',
  },
  door: 'The front door',
  status: {
    none: 'Has never asked to ring you',
    allowed: 'May ring you',
    refused: 'May not ring you',
  },
  ask: 'Ask to be rung by the front door',
  askGroup: 'Ask once for the whole house',
  groupNote: 'A group holds up to 50 devices. A door’s own answer wins over its group’s.',
  groupName: 'Alice’s house',
  settings: 'Settings',
  callVideo: 'Call the door (video)',
  callVoice: 'Call the door (voice)',
  callNote: 'Calling a device needs no permission. Being rung does.',
  ringMe: 'When this page is closed',
  ringing: {
    on: 'This browser rings you with a notification, also when the page is closed.',
    off: 'You are rung only while the page is open.',
    denied: 'Notifications are blocked for this page. Allow them in the browser’s settings.',
    unsupported: 'This browser cannot be pushed to. On an iPhone, add the page to the home screen first.',
  },
  ringMeNow: 'Ring me when this page is closed',
  ringMeNot: 'Ring me only while it is open',
  missed: 'Missed calls',
  missedNone: 'None.',
  missedEntry: (name: string, at: number) =>
    `${name}, ${new Date(at).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit' })}`,
  allRead: 'Mark all as read',
  list: 'What the app can read: getDeviceVoIPList',
  listEmpty: 'No entry: the dialog can be shown.',
  listEntry: (name: string, status: 0 | 1) =>
    `${name}: status ${status} (${status === 1 ? 'authorized' : 'refused or switched off'})`,
  allowed: 'Allowed. The front door may ring you now; try it at the door.',
  already: 'Already allowed, so nothing was asked. The front door may ring you.',
  rejected: 'You tapped Reject, so the door may not ring you. To change your mind, open settings.',
  refusedBefore: 'No question was shown: you refused before. Only you can switch it on again, in settings.',
  dismissed: 'You left the question open, so nothing was decided. The app may ask again.',
  failed: (words: string) => `That did not work. ${words}`,
  startFailed: (words: string) => `The phone could not sign in. ${words}`,
  generated:
    'Camera or microphone cannot be used, so a generated picture and tone are sent. Allow them in the browser to send your own.',
  retry: 'Try again',
  working: 'One moment…',
}

export type PhoneTexts = typeof en

const zh: PhoneTexts = {
  title: '李静的手机',
  person: '李静',
  app: (name) => `应用「${name}」`,
  deviceName: '大门',
  connection: {
    idle: '未连接',
    connecting: '连接中…',
    online: '在线',
    offline: '已断开，正在重试…',
    refused: '已退出登录',
    closed: '未连接',
  },
  door: '大门',
  status: { none: '从未请求呼叫你', allowed: '可以呼叫你', refused: '不能呼叫你' },
  ask: '请求允许大门呼叫我',
  askGroup: '为全家的门一次请求授权',
  groupNote: '一个设备组最多 50 台设备。对某扇门的单独选择优先于设备组。',
  groupName: '李静家',
  settings: '设置',
  callVideo: '视频呼叫大门',
  callVoice: '语音呼叫大门',
  callNote: '呼叫设备无需授权，被设备呼叫才需要。',
  ringMe: '页面关闭时',
  ringing: {
    on: '页面关闭时，浏览器也会以通知呼叫你。',
    off: '仅在页面打开时呼叫你。',
    denied: '本页的通知已被屏蔽，请在浏览器设置中允许。',
    unsupported: '此浏览器无法接收推送。在 iPhone 上，请先将页面添加到主屏幕。',
  },
  ringMeNow: '页面关闭时也呼叫我',
  ringMeNot: '仅在页面打开时呼叫我',
  missed: '未接来电',
  missedNone: '无。',
  missedEntry: (name, at) =>
    `${name}，${new Date(at).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' })}`,
  allRead: '全部标为已读',
  list: '应用可读取的内容：getDeviceVoIPList',
  listEmpty: '没有记录：可以弹出授权框。',
  listEntry: (name, status) => `${name}：status ${status}（${status === 1 ? '已授权' : '已拒绝或已关闭'}）`,
  allowed: '已允许。大门现在可以呼叫你，去门口试试吧。',
  already: '早已允许，因此没有再次询问。大门可以呼叫你。',
  rejected: '你点了拒绝，大门不能呼叫你。如需更改，请打开设置。',
  refusedBefore: '没有弹出询问：你曾经拒绝。只有你自己能在设置中重新开启。',
  dismissed: '你没有作出选择，因此什么也没有改变，应用可以再次询问。',
  failed: (words) => `操作没有成功。${words}`,
  startFailed: (words) => `手机无法登录。${words}`,
  generated: '无法使用摄像头或麦克风，因此发送生成的画面和声音。如需发送自己的，请在浏览器中允许。',
  retry: '重试',
  working: '请稍候…',
}

export const PHONE_TEXTS = { en, zh }

const SECOND = {
  en: { title: 'Bob’s phone', person: 'Bob' },
  zh: { title: '王磊的手机', person: '王磊' },
}

/** @param second of the second person of the house */
export function phoneTexts(language: 'en' | 'zh', second: boolean): PhoneTexts {
  return second ? { ...PHONE_TEXTS[language], ...SECOND[language] } : PHONE_TEXTS[language]
}
