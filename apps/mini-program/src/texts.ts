/** Words of the phone around a Mini Program. */

export const TEXTS = {
  en: { back: 'Back', settings: 'Settings', tabs: 'Tabs' },
  zh: { back: '返回', settings: '设置', tabs: '标签栏' },
} as const
