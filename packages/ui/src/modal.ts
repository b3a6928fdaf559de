/** Focus of a modal `<dialog>`: set when it opens, kept inside by Tab, restored when it closes. */

import { focused, giveFocusBack, opener } from './opener.ts'

const FOCUSABLE = 'button:not([disabled]), a[href], input:not([disabled]), select, [tabindex="0"]'

/**
 * Shows a `<dialog>` as modal with the focus on `first`.
 * @returns closes it and gives the focus back to what opened it
 */
export function showModal(dialog: HTMLDialogElement, first: HTMLElement): () => void {
  const before = opener()
  dialog.showModal()
  first.focus()
  return () => {
    if (dialog.open) dialog.close()
    if (before) giveFocusBack(before)
  }
}

/** Handler for `keydown` on a dialog: Tab after the last element goes to the first, and back. */
export function keepTabInside(event: KeyboardEvent): void {
  if (event.key !== 'Tab') return
  const dialog = event.currentTarget as HTMLDialogElement
  const stops = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (stop) => stop.getClientRects().length > 0,
  )
  const now = focused()
  const last = stops.at(-1)
  const first = stops[0]
  const outside = !stops.includes(now as HTMLElement)
  if (event.shiftKey && (now === first || outside)) {
    event.preventDefault()
    last?.focus()
  } else if (!event.shiftKey && now === last) {
    event.preventDefault()
    first?.focus()
  }
}
