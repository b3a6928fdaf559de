/** Every sentence of the door's page, in the browser's language. */

const EN = {
  door: 'Door',
  online: 'Ready to ring',
  offline: 'Connecting …',
  ring: 'Ring',
  noCode: 'This page is a door. Open it with the code that `npm start` prints.',
  notAllowed: 'Nobody at home has allowed this door to ring.',
  ringFailed: 'It could not ring.',
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
  ringFailed: '没有响。',
  taken: '另一个门铃已使用这个序列号：以前的门铃，或另一个浏览器里的这个门铃。',
  replace: '取代它',
}

export const language: 'en' | 'zh' = navigator.language.startsWith('zh') ? 'zh' : 'en'
export const texts = language === 'zh' ? ZH : EN
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
