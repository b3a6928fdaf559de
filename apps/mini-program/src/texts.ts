/** Texts of the phone around a Mini Program. */

const EN = {
  back: 'Back',
  settings: 'Settings',
  tabs: 'Tabs',
  left: 'The Mini Program has left.',
  open: 'Open it again',
  pageFault: 'This page cannot be opened',
  programFault: 'The Mini Program cannot be opened',
  componentFault: 'A part of this page cannot be shown',
  where: 'Where',
  place: (file: string, line: number, column: number | null) =>
    `${file}, line ${line}${column ? `, column ${column}` : ''}`,
  what: 'What is wrong',
  stack: 'How the program got there',
  advice: 'Correct the file and save it, then load again.',
  othersWork: 'The rest of the Mini Program goes on without it.',
  reload: 'Load again',
  close: 'Close',
}

const ZH: typeof EN = {
  back: '返回',
  settings: '设置',
  tabs: '标签栏',
  left: '小程序已退出。',
  open: '重新打开',
  pageFault: '这个页面打不开',
  programFault: '小程序打不开',
  componentFault: '页面的一部分无法显示',
  where: '位置',
  place: (file, line, column) => `${file} 第 ${line} 行${column ? `第 ${column} 列` : ''}`,
  what: '错误',
  stack: '程序如何执行到此处',
  advice: '改好并保存文件，再重新加载。',
  othersWork: '小程序的其他部分不受影响。',
  reload: '重新加载',
  close: '关闭',
}

/** The browser's language decides. */
export const TEXT = navigator.language.startsWith('zh') ? ZH : EN
export const LANGUAGE = TEXT === ZH ? 'zh-CN' : 'en'
