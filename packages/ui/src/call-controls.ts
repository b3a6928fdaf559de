/** The buttons of the call page, by the state of the call. */

import type { Call } from '@callgrant/sdk/calling'
import { html, nothing, type TemplateResult } from 'lit'
import type { AudioOutput } from './audio-outputs.ts'
import { type IconName, icon } from './call-icons.ts'
import type { CallTexts } from './call-texts.ts'
import { nextCall } from './call-view.ts'

export interface Controls {
  call: Call
  t: CallTexts
  /** The answer is under way. */
  answering: boolean
  /** Text of the app's own button; empty: there is none. */
  buttonText: string
  cameraSwitch: boolean
  /** The app can place a call to the other side. */
  canCall: boolean
  outputs: readonly AudioOutput[]
  /** `deviceId` of the one that is heard; empty: the first. */
  output: string
  outputsOpen: boolean
  acts: {
    accept(): void
    reject(): void
    hangUp(): void
    microphone(on: boolean): void
    camera(on: boolean): void
    flip(): void
    toggleOutputs(): void
    chooseOutput(output: AudioOutput): void
    custom(): void
    callAgain(): void
    close(): void
  }
}

/** As many buttons lie side by side on the smallest phone, each with a label that can be read. */
const IN_ONE_ROW = 4

export function controls(view: Controls): TemplateResult {
  const { call, t, acts } = view
  const end = (label: string, act: () => void) => button('end', 'phone', label, act)
  switch (call.state) {
    case 'incoming':
      return html`<div class="row far">
        ${end(t.decline, acts.reject)}
        ${button('take', call.roomType === 'video' ? 'camera' : 'phone', t.accept, acts.accept, view.answering)}
      </div>`
    case 'calling':
      return html`<div class="row far">${end(t.cancel, acts.hangUp)}</div>`
    case 'connecting':
      return html`<div class="row far">${end(t.hangUp, acts.hangUp)}</div>`
    case 'talking': {
      const shown = switches(view)
      const hangUp = end(t.hangUp, acts.hangUp)
      return shown.length < IN_ONE_ROW
        ? html`<div class="row">${shown}${hangUp}</div>`
        : html`<div class="row">${shown}</div><div class="row">${hangUp}</div>`
    }
    case 'ended': {
      const next = view.canCall ? nextCall(call) : null
      return html`<div class="row far">
        ${button('', 'cross', t.close, acts.close)}
        ${next ? button('take', call.roomType === 'video' ? 'camera' : 'phone', t.again[next], acts.callAgain) : nothing}
      </div>`
    }
  }
}

function switches(view: Controls): TemplateResult[] {
  const { call, t, acts, outputs } = view
  const { microphone, camera } = call.local
  const output = outputs.find(({ deviceId }) => deviceId === view.output) ?? outputs[0]
  const shown = [toggle('microphone', microphone, t.microphone, acts.microphone)]
  if (call.roomType === 'video' && view.cameraSwitch)
    shown.push(toggle('camera', camera, t.camera, acts.camera))
  if (call.roomType === 'video' && camera) shown.push(button('', 'flip', t.flip, acts.flip))
  if (output && outputs.length > 1) {
    shown.push(html`<button
      class="control output"
      type="button"
      aria-haspopup="menu"
      aria-expanded=${view.outputsOpen}
      aria-label=${`${t.output}: ${output.name}`}
      @click=${acts.toggleOutputs}
    >
      <span class="round">${icon('speaker')}</span><span class="label">${output.name}</span>
    </button>`)
  }
  if (view.buttonText) shown.push(button('custom', 'more', view.buttonText, acts.custom))
  return shown
}

/** The list from which the person chooses where the call is heard. */
export function outputMenu({
  t,
  outputs,
  output,
  outputsOpen,
  acts,
}: Controls): TemplateResult | typeof nothing {
  if (!outputsOpen) return nothing
  const chosen = outputs.find(({ deviceId }) => deviceId === output) ?? outputs[0]
  return html`<div class="outputs" role="menu" aria-label=${t.outputs} @keydown=${moveInMenu}>
    ${outputs.map(
      (item) => html`<button
        type="button"
        role="menuitemradio"
        aria-checked=${item === chosen}
        tabindex=${item === chosen ? 0 : -1}
        @click=${() => acts.chooseOutput(item)}
      >
        ${icon('check')}<span><bdi>${item.name}</bdi></span>
      </button>`,
    )}
  </div>`
}

function moveInMenu(event: KeyboardEvent): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll('button')]
  const at = items.indexOf(event.target as HTMLButtonElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  items.at(to % items.length)?.focus()
}

/** A switch whose label says the state that it is in. */
function toggle(
  name: 'microphone' | 'camera',
  on: boolean,
  labels: { on: string; off: string },
  act: (on: boolean) => void,
): TemplateResult {
  return html`<button class="control ${name}" type="button" role="switch" aria-checked=${on} @click=${() => act(!on)}>
    <span class="round">${icon(name, !on)}</span><span class="label">${on ? labels.on : labels.off}</span>
  </button>`
}

function button(
  look: string,
  name: IconName,
  label: string,
  act: () => void,
  disabled = false,
): TemplateResult {
  return html`<button class="control ${look}" type="button" ?disabled=${disabled} @click=${act}>
    <span class="round ${name}">${icon(name)}</span><span class="label">${label}</span>
  </button>`
}
