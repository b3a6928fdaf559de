/** Toasts, modals and action sheets over the page. The first of them loads the code of all. */

import type { Language } from '@callgrant/protocol/errors'
import type { Screen } from '../../types.ts'

export function browserScreen(language: Language): Screen {
  const elements = () => import('./elements.ts')
  // The last act counts, also while the code is being loaded: a toast that was hidden meanwhile is not shown.
  let last = 0
  const show = (
    toast: { title: string; icon: 'success' | 'error' | 'loading' | 'none'; mask: boolean },
    ms?: number,
  ) => {
    const own = ++last
    void elements().then(({ showToast }) => {
      if (own === last) showToast({ ...toast, language }, ms)
    })
  }
  const hide = () => {
    const own = ++last
    void elements().then(({ hideToast }) => {
      if (own === last) hideToast()
    })
  }
  return {
    showToast: ({ title, icon, duration, mask }) => show({ title, icon, mask }, duration),
    hideToast: hide,
    showLoading: ({ title, mask }) => show({ title, icon: 'loading', mask }),
    hideLoading: hide,
    showModal: async (modal) => (await elements()).askModal(modal, language),
    showActionSheet: async (sheet) => (await elements()).askActionSheet(sheet, language),
    setTitle(title) {
      document.title = title
    },
  }
}
