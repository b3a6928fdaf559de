/** Who it is, and how the call is: the lines in the middle of the page, or above a picture. */

import type { Language } from '@callgrant/protocol/errors'
import type { Call } from '@callgrant/sdk/calling'
import { html, nothing, type TemplateResult } from 'lit'
import { initial } from './badge.ts'
import { CALL_TEXTS, duration, endText } from './call-texts.ts'
import { conditionOf } from './call-view.ts'
import { avatarColor } from './name-color.ts'

export interface StateView {
  call: Call
  /** The other side's name. */
  name: string
  language: Language
  /** The answer is under way. */
  answering: boolean
}

export const avatar = (name: string): TemplateResult =>
  html`<span class="avatar" aria-hidden="true" .style=${`--avatar: ${avatarColor(name)}`}
    ><span class="letter">${initial(name)}</span></span
  >`

export function stateLines(view: StateView): TemplateResult {
  const { call } = view
  const t = CALL_TEXTS[view.language]
  const condition = conditionOf(call)
  const talks = call.state === 'talking'
  const talked = call.state === 'ended' && call.keepTime > 0
  // While both talk the time is beside the name, and the state is only said, unless something is wrong.
  return html`
    ${talks ? html`<p class="time" role="timer" aria-label=${t.length('')}>${duration(call.keepTime)}</p>` : nothing}
    <p class="state ${condition} ${talks && condition === 'good' ? 'said' : ''}" role="status">${stateText(view)}</p>
    ${talked ? html`<p class="length">${t.length(duration(call.keepTime))}</p>` : nothing}
    ${talks && call.roomType === 'voice' ? html`<span class="meter" aria-hidden="true">${BARS}</span>` : nothing}
  `
}

const BARS = [0, 1, 2, 3, 4].map(() => html`<i></i>`)

function stateText({ call, name, language, answering }: StateView): string {
  const t = CALL_TEXTS[language]
  switch (call.state) {
    case 'incoming':
      return answering ? t.connecting : t.rings[call.roomType]
    case 'calling':
      if (!call.listenerOnline) return t.nobodyOnline
      return call.snapshot.state === 'created' ? t.calling : t.waiting
    case 'connecting':
      return t.connecting
    case 'talking':
      return t.condition[conditionOf(call)]
    case 'ended':
      return endText(call, name, language)
  }
}
