/** Focus in a modal panel: it goes in, stays in, and comes back. The browser's `<dialog>` makes the rest inert. */

const FOCUSABLE = 'button:not([disabled]), a[href], input:not([disabled]), [tabindex="0"]'

/** The element that has the focus, inside of whatever shadow roots. */
function focused(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

/**
 * Shows a `<dialog>` as modal with the focus on `first`.
 * @returns closes it and gives the focus back to what had it
 */
export function showModal(dialog: HTMLDialogElement, first: HTMLElement): () => void {
  const before = focused()
  dialog.showModal()
  first.focus()
  return () => {
    if (dialog.open) dialog.close()
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
}

/** Handler for `keydown` on a dialog: Tab goes round inside of it. */
export function keepTabInside(event: KeyboardEvent): void {
  if (event.key !== 'Tab') return
  const dialog = event.currentTarget as HTMLDialogElement
  const stops = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((stop) => stop.checkVisibility())
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
