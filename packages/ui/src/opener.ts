/**
 * What opened a dialog or a page over the app, so that the focus goes back there. That is more than
 * `document.activeElement`: Safari does not focus a button that is clicked, and an app that disables its button while
 * the server is asked has lost the focus before anything opens, and cannot take it back before it is done.
 */

const FOCUSABLE = 'button, a[href], input, select, textarea, summary, [tabindex]'

/** How long a button that is disabled may take until it can have the focus again, in milliseconds. */
const DISABLED_MS = 10_000

let last: HTMLElement | undefined
let tracking = false

/** Begins to follow what is clicked and focused; a second call does nothing. */
export function trackOpener(): void {
  if (tracking || typeof document === 'undefined') return
  tracking = true
  const note = (event: Event) => {
    last = event
      .composedPath()
      .find((step): step is HTMLElement => step instanceof HTMLElement && step.matches(FOCUSABLE))
  }
  addEventListener('click', note, true)
  addEventListener('focusin', note, true)
}

/** The element that has the focus, in the innermost shadow root. */
export function focused(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

/** What has the focus, else what was clicked or focused last. */
export function opener(): HTMLElement | undefined {
  const now = focused()
  return now instanceof HTMLElement && now !== document.body ? now : last
}

/** Focuses it; when it is disabled, as soon as it no longer is, unless the focus is elsewhere by then. */
export function giveFocusBack(to: HTMLElement): void {
  if (!to.isConnected) return
  to.focus()
  if (!to.matches(':disabled')) return
  const stop = () => {
    observer.disconnect()
    clearTimeout(timer)
    removeEventListener('focusin', stop, true)
  }
  const observer = new MutationObserver(() => {
    if (to.matches(':disabled')) return
    stop()
    to.focus()
  })
  const timer = setTimeout(stop, DISABLED_MS)
  observer.observe(to, { attributeFilter: ['disabled'] })
  addEventListener('focusin', stop, true)
}
