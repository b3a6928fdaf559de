/** Every sentence of the page, in the browser's language. */

const EN = {
  title: 'My doors',
  lead: 'A door rings you only after you said yes.',
  signInLead: 'In development anybody may be Alice or Bob. Your own sign-in goes into backend/sign-in.ts.',
  signIn: (name: string) => `Sign in as ${name}`,
  signOut: 'Sign out',
  online: 'Ready for calls',
  offline: 'Connecting …',
  status: { none: 'Not asked yet', allowed: 'May ring you', refused: 'May not ring you' },
  door: (name: string) => `${name} door`,
  allow: 'Allow it to ring me',
  testRing: 'Let it ring',
  callDoor: 'See who is there',
  settings: 'Who may ring me',
  noDoors: 'There is no door at your home yet.',
  calls: 'Last calls',
  noCalls: 'Nobody has rung yet.',
  now: 'now',
  answered: 'answered',
  declined: 'declined',
  missed: 'missed',
}

const ZH: typeof EN = {
  title: '我的门铃',
  lead: '只有你同意之后，门铃才能呼叫你。',
  signInLead: '开发时谁都可以是 Alice 或 Bob。请把你自己的登录写进 backend/sign-in.ts。',
  signIn: (name) => `以 ${name} 登录`,
  signOut: '退出登录',
  online: '可以接听',
  offline: '正在连接……',
  status: { none: '还没有询问', allowed: '可以呼叫你', refused: '不可以呼叫你' },
  door: (name) => name,
  allow: '允许它呼叫我',
  testRing: '让它响一次',
  callDoor: '看看谁在门口',
  settings: '谁可以呼叫我',
  noDoors: '你家里还没有门铃。',
  calls: '最近通话',
  noCalls: '还没有人按过门铃。',
  now: '进行中',
  answered: '已接听',
  declined: '已拒绝',
  missed: '未接',
}

export const language: 'en' | 'zh' = navigator.language.startsWith('zh') ? 'zh' : 'en'
export const texts = language === 'zh' ? ZH : EN
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
