/** Texts of the toasts, modals and action sheets that the app does not pass. */

export const SCREEN_TEXTS = {
  en: { cancel: 'Cancel', answer: 'Answer', choose: 'Choose one', loading: 'Loading' },
  zh: { cancel: '取消', answer: '内容', choose: '请选择', loading: '加载中' },
}
