/**
 * The authorization dialog without a drawing and without a framework: its texts, when a tap counts, focus, keyboard,
 * and what dismisses it. `<callgrant-dialog>` draws it with Lit, `taro-plugin-callgrant` with plain DOM.
 */

import type { AskAnswer } from '@callgrant/sdk/person'
import { DIALOG_TEXTS, type DialogTexts } from './dialog-texts.ts'
import { keepTabInside, showModal } from './modal.ts'
import { trackOpener } from './opener.ts'

export { DIALOG_TEXTS, type DialogTexts }

/** What the person did: tapped Allow, tapped Reject, or neither (nothing is recorded then). */
export type Decision = AskAnswer

/**
 * How long the dialog must have been visible before a tap counts, in milliseconds. A tap that comes sooner was meant
 * for what was there before.
 */
export const TAP_GUARD_MS = 300

/** The elements that every drawing of the dialog has. */
export interface DialogElements {
  dialog: HTMLDialogElement
  /** The sentence that the person agrees to; it gets the focus, so it needs `tabindex="-1"`. */
  words: HTMLElement
  reject: HTMLElement
  allow: HTMLElement
}

/**
 * Opens the dialog as modal and calls `onDecision` once. Esc, the back gesture and a page that is left dismiss it;
 * so must the caller when it takes the dialog off the page by other means.
 *
 * @param now clock of the tap guard, in milliseconds
 * @returns closes the dialog without a decision, and gives the focus back; does nothing after a decision
 */
export function openDialog(
  { dialog, words, reject, allow }: DialogElements,
  onDecision: (decision: Decision) => void,
  now: () => number = () => performance.now(),
): () => void {
  trackOpener()
  let visibleSince = Number.POSITIVE_INFINITY
  const handleVisibility = () => {
    visibleSince = document.visibilityState === 'visible' ? now() : Number.POSITIVE_INFINITY
  }
  const listeners = new AbortController()
  const { signal } = listeners
  const close = () => {
    if (signal.aborted) return
    listeners.abort()
    closeModal()
  }
  const decide = (decision: Decision) => {
    if (signal.aborted) return
    close()
    onDecision(decision)
  }
  const dismiss = () => decide('dismiss')
  const tap = (decision: Decision) => () => {
    if (now() - visibleSince >= TAP_GUARD_MS) decide(decision)
  }
  reject.addEventListener('click', tap('reject'), { signal })
  allow.addEventListener('click', tap('allow'), { signal })
  dialog.addEventListener('keydown', keepTabInside, { signal })
  dialog.addEventListener('cancel', dismiss, { signal })
  dialog.addEventListener('close', dismiss, { signal })
  document.addEventListener('visibilitychange', handleVisibility, { signal })
  window.addEventListener('pagehide', dismiss, { signal })
  // The sentence has the focus, not Allow, so that a press of Enter that was meant for the page agrees to nothing.
  const closeModal = showModal(dialog, words)
  handleVisibility()
  return close
}

/**
 * Waits for the decision on a dialog of any kind.
 *
 * @param signal dismisses the dialog
 * @param show shows the dialog; calls `decide` once. Returns what takes the dialog away, if the platform can do that
 */
export function waitForDecision(
  signal: AbortSignal | undefined,
  show: (decide: (decision: Decision) => void) => (() => void) | undefined,
): Promise<Decision> {
  if (signal?.aborted) return Promise.resolve('dismiss')
  return new Promise((resolve) => {
    let takeAway: (() => void) | undefined
    let decided = false
    const decide = (decision: Decision) => {
      if (decided) return
      decided = true
      signal?.removeEventListener('abort', dismiss)
      takeAway?.()
      resolve(decision)
    }
    const dismiss = () => decide('dismiss')
    signal?.addEventListener('abort', dismiss)
    takeAway = show(decide)
  })
}
