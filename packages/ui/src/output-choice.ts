/** Where the call is heard, and the list from which the person chooses it. */

import type { Language } from '@callgrant/protocol/errors'
import type { LitElement, ReactiveController } from 'lit'
import { type AudioOutput, audioOutputs } from './audio-outputs.ts'

export class OutputChoice implements ReactiveController {
  list: AudioOutput[] = []
  /** `deviceId` of what was chosen; empty: the browser's own choice, which is the first. */
  chosen = ''
  /** Whether the list is shown. */
  open = false
  readonly #host: LitElement & { language: Language }

  constructor(host: LitElement & { language: Language }) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    navigator.mediaDevices?.addEventListener('devicechange', this.find)
  }

  hostDisconnected(): void {
    navigator.mediaDevices?.removeEventListener('devicechange', this.find)
    this.open = false
  }

  /** Reads what there is now. What was chosen may have been unplugged: the browser then goes back to its own choice. */
  readonly find = async (): Promise<void> => {
    this.list = await audioOutputs(this.#host.language)
    if (!this.list.some(({ deviceId }) => deviceId === this.chosen)) this.chosen = ''
    if (this.list.length < 2) this.open = false
    this.#host.requestUpdate()
  }

  /** Shows or hides the list, with the focus on what was chosen, or back on the button. */
  readonly toggle = async (): Promise<void> => {
    this.open = !this.open
    this.#host.requestUpdate()
    await this.#host.updateComplete
    const focus = this.open ? '.outputs [tabindex="0"]' : '.output'
    this.#host.renderRoot.querySelector<HTMLElement>(focus)?.focus()
  }

  /** @throws DOMException when the browser cannot play there */
  async choose({ deviceId }: AudioOutput): Promise<void> {
    try {
      await this.#host.renderRoot.querySelector<HTMLVideoElement>('.remote')?.setSinkId(deviceId)
      this.chosen = deviceId
    } finally {
      await this.toggle()
    }
  }
}
