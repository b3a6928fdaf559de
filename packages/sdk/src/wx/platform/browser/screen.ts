/** Toasts, modals and action sheets over the page. The elements are loaded with the first of them. */

import type { Language } from '@callgrant/protocol/errors'
import type { Screen } from '../../types.ts'

export function browserScreen(language: Language): Screen {
  const elements = () => import('./elements.ts')
  // What was said last counts, also when it was taken back while the code for it was on its way.
  let turn = 0
  const say = (
    saying: { title: string; icon: 'success' | 'error' | 'loading' | 'none'; mask: boolean },
    ms?: number,
  ) => {
    const mine = ++turn
    void elements().then(({ showToast }) => {
      if (mine === turn) showToast({ ...saying, language }, ms)
    })
  }
  const hush = () => {
    const mine = ++turn
    void elements().then(({ hideToast }) => {
      if (mine === turn) hideToast()
    })
  }
  return {
    showToast: ({ title, icon, duration, mask }) => say({ title, icon, mask }, duration),
    hideToast: hush,
    showLoading: ({ title, mask }) => say({ title, icon: 'loading', mask }),
    hideLoading: hush,
    showModal: async (modal) => (await elements()).askModal(modal, language),
    showActionSheet: async (sheet) => (await elements()).askActionSheet(sheet, language),
    setTitle(title) {
      document.title = title
    },
  }
}
