/** Every sentence of the app, in the system's language. */

import Taro from '@tarojs/taro'

const EN = {
  title: 'My doors',
  lead: 'A door rings you only after you said yes.',
  signInLead: 'In development anybody may be Alice or Bob. Your own sign-in goes into backend/sign-in.ts.',
  signIn: (name: string) => `Sign in as ${name}`,
  status: { none: 'Not asked yet', allowed: 'May ring you', refused: 'May not ring you' },
  allow: 'Allow it to ring me',
  testRing: 'Let it ring',
  settings: 'Who may ring me',
}

const ZH: typeof EN = {
  title: '我的门铃',
  lead: '只有你同意之后，门铃才能呼叫你。',
  signInLead: '开发时谁都可以是 Alice 或 Bob。请把你自己的登录写进 backend/sign-in.ts。',
  signIn: (name) => `以 ${name} 登录`,
  status: { none: '还没有询问', allowed: '可以呼叫你', refused: '不可以呼叫你' },
  allow: '允许它呼叫我',
  testRing: '让它响一次',
  settings: '谁可以呼叫我',
}

export const isChinese = (Taro.getSystemInfoSync().language ?? '').startsWith('zh')
export const texts = isChinese ? ZH : EN
