/** The base of elements that ask one question in a modal dialog and are removed with the answer. */

import type { Language } from '@callgrant/protocol/errors'
import { CallgrantElement, showModal } from '@callgrant/ui/elements'

export abstract class DialogElement<Answer> extends CallgrantElement {
  /** Resolves with the answer. */
  readonly answered: Promise<Answer>
  #resolve: (answer: Answer) => void = () => {}
  #close: () => void = () => {}

  constructor() {
    super()
    this.answered = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** The answer when it is dismissed: by Esc or the back gesture, or because the page removes it. */
  protected abstract dismissedAnswer(): Answer

  protected finish(answer: Answer): void {
    this.#close()
    this.#resolve(answer)
    this.remove()
  }

  protected dismiss(): void {
    this.finish(this.dismissedAnswer())
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector('dialog')
    const first = this.renderRoot.querySelector<HTMLElement>('input, button')
    if (dialog && first) this.#close = showModal(dialog, first)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.dismiss()
  }
}

/** Shows the dialog over the page, and waits for the answer. */
export function ask<Answer>(element: DialogElement<Answer>, language: Language): Promise<Answer> {
  element.language = language
  document.body.append(element)
  return element.answered
}
