/** The elements behind `wx.showToast`, `wx.showModal` and `wx.showActionSheet`, in the look of `@callgrant/ui`. */

export { askActionSheet } from './action-sheet.ts'
export { askModal } from './modal-panel.ts'
export { hideToast, showToast } from './toast.ts'
