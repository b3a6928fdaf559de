/** What the app says and asks on the screen, the clipboard, the motor. */

import type { Check } from '../../shared/check.ts'
import { typeName } from '../../shared/check.ts'
import type { Surroundings, Toast } from '../types.ts'
import { type AsyncApi, type AsyncApiWith, answering, Refused } from './answer.ts'
import { screenLight } from './screen-light.ts'

const TOAST_MS = 1500
/** Most items of an action sheet, and most characters of a modal's button. */
const SHEET_ITEMS_MAX = 6
const BUTTON_TEXT_MAX = 4
/** Latin letters are half as wide as the characters that WeChat counts. */
const LATIN_TEXT_MAX = BUTTON_TEXT_MAX * 2

interface ToastOption extends Partial<Omit<Toast, 'title'>> {
  title: string
  /** A picture instead of the icon is not shown here. */
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
  /** Without any option there are no words, only what turns: WeChat's own demo calls it so. */
  showLoading: AsyncApi<{ title: string; mask?: boolean }, object>
  hideLoading: AsyncApi<{ noConflict?: boolean }, object>
  /** `content` is what was typed into an `editable` one. */
  showModal: AsyncApi<ModalOption, { confirm: boolean; cancel: boolean; content: string }>
  /** `fail`: `showActionSheet:fail cancel`. */
  showActionSheet: AsyncApiWith<
    { itemList: string[]; alertText?: string; itemColor?: string },
    { tapIndex: number }
  >
  getClipboardData: AsyncApi<object, { data: string }>
  /** Shows a toast that it was copied, as WeChat does. */
  setClipboardData: AsyncApiWith<{ data: string }, object>
  /** `type`: heavy, medium or light; the motor of a browser knows one only. */
  vibrateShort: AsyncApi<{ type?: string }, object>
  vibrateLong: AsyncApi<object, object>
  /** A browser that can keeps its screen lit while the page is in sight; elsewhere nothing goes dark. */
  setKeepScreenOn: AsyncApiWith<{ keepScreenOn: boolean }, object>
}

export function feedbackApi({ platform }: Surroundings): FeedbackApi {
  const { screen, clipboard, machine } = platform
  const light = screenLight()
  const chinese = machine.language.toLowerCase().startsWith('zh')
  const done = (name: string, act: () => void) =>
    answering<object, object>(name, () => {
      act()
      return {}
    })

  return {
    showToast: answering(
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
    showLoading: answering(
      'showLoading',
      ({ title = '', mask = false }: { title?: string; mask?: boolean }) => {
        screen.showLoading({ title, mask })
        return {}
      },
      (check, option) => option !== undefined && check.needs('title', 'String'),
    ),
    hideLoading: done('hideLoading', () => screen.hideLoading()),
    showModal: answering(
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
    showActionSheet: answering(
      'showActionSheet',
      async ({ itemList, alertText }: { itemList: string[]; alertText?: string }) => {
        const tapIndex = await screen.showActionSheet({ itemList, ...(alertText && { alertText }) })
        if (tapIndex < 0) throw new Refused('cancel')
        return { tapIndex }
      },
      checkSheet,
    ),
    getClipboardData: answering('getClipboardData', async () => ({ data: await clipboard.read() })),
    setClipboardData: answering(
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
    // Without a motor nothing is felt, and nothing has failed: so it is with WeChat.
    vibrateShort: done('vibrateShort', () => void globalThis.navigator?.vibrate?.(15)),
    vibrateLong: done('vibrateLong', () => void globalThis.navigator?.vibrate?.(400)),
    setKeepScreenOn: answering(
      'setKeepScreenOn',
      async ({ keepScreenOn }: { keepScreenOn: boolean }) => {
        await light(keepScreenOn)
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

/** In Latin letters: a Chinese character counts two. */
function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0)
}
