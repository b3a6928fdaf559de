/** Toasts, modals and action sheets; the clipboard, vibration, and keeping the screen on. */

import type { Check } from '@callgrant/sdk/platform'
import { typeName } from '@callgrant/sdk/platform'
import type { Toast, WxHost } from '../types.ts'
import { type AsyncApi, type AsyncApiWith, asyncFunction, Refused } from './async-api.ts'
import { createScreenLock } from './keep-screen-on.ts'

const TOAST_MS = 1500
/** The most items of an action sheet, and the most characters of a modal's button. */
const SHEET_ITEMS_MAX = 6
const BUTTON_TEXT_MAX = 4
/** Latin letters are half as wide as the Chinese characters that WeChat counts. */
const LATIN_TEXT_MAX = BUTTON_TEXT_MAX * 2

interface ToastOption extends Partial<Omit<Toast, 'title'>> {
  title: string
  /** Ignored: an image in place of the icon. */
  image?: string
}
interface ModalOption {
  title?: string
  content?: string
  showCancel?: boolean
  cancelText?: string
  cancelColor?: string
  confirmText?: string
  confirmColor?: string
  editable?: boolean
  placeholderText?: string
}

export interface FeedbackApi {
  showToast: AsyncApiWith<ToastOption, object>
  hideToast: AsyncApi<{ noConflict?: boolean }, object>
  /** Without an option it has no text: WeChat's own demo calls it so. */
  showLoading: AsyncApi<{ title: string; mask?: boolean }, object>
  hideLoading: AsyncApi<{ noConflict?: boolean }, object>
  /** `content` is the text of an `editable` modal. */
  showModal: AsyncApi<ModalOption, { confirm: boolean; cancel: boolean; content: string }>
  /** `fail`: `showActionSheet:fail cancel`. */
  showActionSheet: AsyncApiWith<
    { itemList: string[]; alertText?: string; itemColor?: string },
    { tapIndex: number }
  >
  getClipboardData: AsyncApi<object, { data: string }>
  /** Shows the toast "Copied", as WeChat does. */
  setClipboardData: AsyncApiWith<{ data: string }, object>
  /** `type`: heavy, medium or light, all the same in a browser. Does nothing where nothing can vibrate. */
  vibrateShort: AsyncApi<{ type?: string }, object>
  vibrateLong: AsyncApi<object, object>
  /** Keeps the screen on while the page is visible, in browsers that can. */
  setKeepScreenOn: AsyncApiWith<{ keepScreenOn: boolean }, object>
}

export function feedbackApi({ platform }: WxHost): FeedbackApi {
  const { screen, clipboard, machine } = platform
  const keepScreenOn = createScreenLock()
  const chinese = machine.language.toLowerCase().startsWith('zh')
  const done = (name: string, act: () => void) =>
    asyncFunction<object, object>(name, () => {
      act()
      return {}
    })

  return {
    showToast: asyncFunction(
      'showToast',
      ({ title, icon = 'success', duration = TOAST_MS, mask = false }: ToastOption) => {
        screen.showToast({ title, icon, duration, mask })
        return {}
      },
      (check) => {
        check.needs('title', 'String')
        check.oneOf('icon', ['success', 'error', 'loading', 'none'])
        check.takes('duration', 'Number')
      },
    ),
    hideToast: done('hideToast', () => screen.hideToast()),
    showLoading: asyncFunction(
      'showLoading',
      ({ title = '', mask = false }: { title?: string; mask?: boolean }) => {
        screen.showLoading({ title, mask })
        return {}
      },
      (check, option) => option !== undefined && check.needs('title', 'String'),
    ),
    hideLoading: done('hideLoading', () => screen.hideLoading()),
    showModal: asyncFunction(
      'showModal',
      async (option: ModalOption) => {
        const { editable = false } = option
        const { confirm, content } = await screen.showModal({
          title: option.title ?? '',
          content: option.content ?? '',
          showCancel: option.showCancel ?? true,
          cancelText: option.cancelText ?? (chinese ? '取消' : 'Cancel'),
          confirmText: option.confirmText ?? (chinese ? '确定' : 'OK'),
          editable,
          placeholderText: option.placeholderText ?? '',
        })
        return { confirm, cancel: !confirm, content: editable && confirm ? (content ?? '') : '' }
      },
      checkModal,
    ),
    showActionSheet: asyncFunction(
      'showActionSheet',
      async ({ itemList, alertText }: { itemList: string[]; alertText?: string }) => {
        const tapIndex = await screen.showActionSheet({ itemList, ...(alertText && { alertText }) })
        if (tapIndex < 0) throw new Refused('cancel')
        return { tapIndex }
      },
      checkSheet,
    ),
    getClipboardData: asyncFunction('getClipboardData', async () => ({ data: await clipboard.read() })),
    setClipboardData: asyncFunction(
      'setClipboardData',
      async ({ data }: { data: string }) => {
        await clipboard.write(data)
        screen.showToast({
          title: chinese ? '内容已复制' : 'Copied',
          icon: 'none',
          duration: TOAST_MS,
          mask: false,
        })
        return {}
      },
      (check) => check.needs('data', 'String'),
    ),
    // As in WeChat, it succeeds also where nothing can vibrate.
    vibrateShort: done('vibrateShort', () => void globalThis.navigator?.vibrate?.(15)),
    vibrateLong: done('vibrateLong', () => void globalThis.navigator?.vibrate?.(400)),
    setKeepScreenOn: asyncFunction(
      'setKeepScreenOn',
      async ({ keepScreenOn: on }: { keepScreenOn: boolean }) => {
        await keepScreenOn(on)
        return {}
      },
      (check) => check.needs('keepScreenOn', 'Boolean'),
    ),
  }
}

function checkModal(check: Check): void {
  for (const name of ['title', 'content', 'cancelText', 'confirmText', 'placeholderText']) {
    check.takes(name, 'String')
  }
  for (const name of ['showCancel', 'editable']) check.takes(name, 'Boolean')
  for (const name of ['cancelText', 'confirmText']) {
    const text = check.value(name)
    if (typeof text !== 'string' || width(text) <= LATIN_TEXT_MAX) continue
    check.fault(name, `should not be longer than ${BUTTON_TEXT_MAX} Chinese characters`)
  }
}

function checkSheet(check: Check): void {
  if (!check.needs('itemList', 'Array')) return
  const list = check.value('itemList') as unknown[]
  if (list.length === 0) check.fault('itemList', 'should have at least 1 item')
  if (list.length > SHEET_ITEMS_MAX) check.fault('itemList', `should not be larger than ${SHEET_ITEMS_MAX}`)
  list.forEach((item, index) => {
    if (typeof item !== 'string')
      check.fault(`itemList[${index}]`, `should be String instead of ${typeName(item)}`)
  })
}

/** Width in Latin letters; a Chinese character counts as two. */
function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0)
}
