/** Shows the call page over the app. The code of the page is loaded when it is first shown. */

import type { Call } from '@callgrant/sdk/calling'
import type { CallgrantCall } from './call.ts'
import { isMissed, type MissedCall, missedCall } from './missed-call.ts'
import { trackOpener } from './opener.ts'

export { isMissed, type MissedCall, missedCall }

export interface CallPageOptions {
  call: Call
  /** Default: the page's. */
  language?: 'en' | 'zh'
  /** The app’s own name for the other side. Default: the name that the server sent with the call. */
  name?: string
  /** A button of the app's own, shown while both sides talk. */
  button?: { text: string; onPress: (call: Call) => void }
  /**
   * Calls the other side. With it the page of a call that failed or was missed has a button, “Call again” or “Call back”,
   * which closes that page.
   */
  onCallAgain?: (call: Call) => void
}

interface Entry extends CallPageOptions {
  readonly closed: Promise<void>
  readonly close: () => void
}

/** The one call page, and the calls that it is to show; the newest one that is not over is shown. */
class CallPage {
  #element: CallgrantCall | undefined
  #entries: Entry[] = []
  #shown: Entry | undefined
  #missed: MissedCall[] = []

  show(options: CallPageOptions, create: () => CallgrantCall): Promise<void> {
    // The app may have taken the page away.
    if (this.#element && !this.#element.isConnected) this.#end()
    const known = this.#entries.find(({ call }) => call === options.call)
    if (known) return known.closed
    let close = () => {}
    const closed = new Promise<void>((resolve) => {
      close = resolve
    })
    this.#entries.push({ ...options, closed, close })
    this.#element ??= this.#open(create())
    this.#update(this.#element)
    return closed
  }

  #open(element: CallgrantCall): CallgrantCall {
    element.addEventListener('custom-button', () => this.#shown?.button?.onPress(this.#shown.call))
    element.addEventListener('call-again', () => {
      const over = this.#shown
      this.#leave(element)
      over?.onCallAgain?.(over.call)
    })
    element.addEventListener('close', () => this.#leave(element))
    return element
  }

  /** The page of the call that is shown is closed. */
  #leave(element: CallgrantCall): void {
    this.#entries = this.#entries.filter((entry) => entry !== this.#shown)
    this.#shown?.close()
    if (this.#entries.length === 0) this.#end()
    else this.#update(element)
  }

  /** Shows the newest call; the pages of others that are over give way, and what was missed goes on the list. */
  #update(element: CallgrantCall): void {
    const shown = this.#entries.filter(({ call }) => call.state !== 'ended').at(-1) ?? this.#entries.at(-1)
    const over = this.#entries.filter((entry) => entry !== shown && entry.call.state === 'ended')
    this.#entries = this.#entries.filter((entry) => !over.includes(entry))
    this.#missed.push(
      ...over.filter(({ call }) => isMissed(call)).map(({ call, name }) => missedCall(call, name)),
    )
    for (const { close } of over) close()
    this.#shown = shown
    element.call = shown?.call
    element.missed = [...this.#missed]
    element.name = shown?.name ?? ''
    element.buttonText = shown?.button?.text ?? ''
    element.canCall = shown?.onCallAgain !== undefined
    if (shown?.language) element.language = shown.language
    if (!element.isConnected) document.body.append(element)
  }

  #end(): void {
    this.#element?.remove()
    for (const { close } of this.#entries) close()
    this.#element = undefined
    this.#shown = undefined
    this.#entries = []
    this.#missed = []
  }
}

const page = new CallPage()

/**
 * Shows one call, incoming or placed, until it has ended and the person closes the page; where both sides ended it as they
 * meant to, the page closes by itself after 2 seconds. There is one page: a newer call
 * takes the place of one that is over, and calls that were missed meanwhile are a list on it. A call that is shown
 * already is not shown twice.
 *
 * @returns when the page is closed, or the page of this call, which is over, has given way to a newer call
 * @example person.onIncomingCall(call => void showCall({ call }))
 */
export async function showCall(options: CallPageOptions): Promise<void> {
  trackOpener()
  const { CallgrantCall } = await loadElement()
  return page.show(options, () => new CallgrantCall())
}

/**
 * Loads the code of the call page before the first call, so that it is there when somebody rings. Not needed: a page whose
 * code is missing loads it then.
 */
export async function loadCallPage(): Promise<void> {
  await loadElement()
}

let loading: Promise<typeof import('./call.ts')> | undefined

/** One promise for all, so that calls are shown in the order in which they were asked for. A failed load is tried again. */
function loadElement(): Promise<typeof import('./call.ts')> {
  loading ??= import('./call.ts').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}
