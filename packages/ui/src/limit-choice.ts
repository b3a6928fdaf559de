/** How long an Allow holds: the choice that the dialog opens, and the settings page. */

import { LIMIT_AHEAD_MS, LIMIT_RINGS_MAX } from '@callgrant/protocol/limits'
import type { AllowLimit } from '@callgrant/sdk/platform'
import { css, html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { DialogTexts } from './dialog-texts.ts'

export interface LimitChoice {
  time: 'any' | 'today' | 'until'
  /** As the field has it: `2026-12-05T18:00`, by the clock of the device. */
  until: string
  /** Null: any number. */
  rings: number | null
}

export const FOR_GOOD: LimitChoice = { time: 'any', until: '', rings: null }

/** @returns null: for good; undefined: nothing that could be agreed to yet */
export function limitOf(
  { time, until, rings }: LimitChoice,
  now = Date.now(),
): AllowLimit | null | undefined {
  const at = new Date(until).getTime()
  if (time === 'until' && !(at > now && at <= now + LIMIT_AHEAD_MS)) return undefined
  if (rings !== null && !(Number.isInteger(rings) && rings >= 1 && rings <= LIMIT_RINGS_MAX)) return undefined
  if (time === 'any' && rings === null) return null
  return {
    ...(time !== 'any' && { until: time === 'today' ? 'midnight' : at }),
    ...(rings !== null && { rings }),
  }
}

export function limitChoice(
  choice: LimitChoice,
  t: DialogTexts,
  change: (choice: LimitChoice) => void,
): TemplateResult {
  const option = (time: LimitChoice['time'], label: string) => html`<label class="option">
    <input
      type="radio"
      name="limit"
      .checked=${live(choice.time === time)}
      @change=${() => change({ ...choice, time })}
    /><span>${label}</span>
  </label>`
  const given = (event: Event) => event.target as HTMLInputElement
  return html`<fieldset class="limit">
    <legend class="said">${t.howLong}</legend>
    ${option('any', t.noEnd)} ${option('today', t.today)} ${option('until', t.until)}
    ${
      choice.time === 'until'
        ? html`<input
            class="field"
            type="datetime-local"
            aria-label=${t.until}
            .value=${live(choice.until)}
            @input=${(event: Event) => change({ ...choice, until: given(event).value })}
          />`
        : nothing
    }
    <label class="option">
      <input
        type="checkbox"
        .checked=${live(choice.rings !== null)}
        @change=${(event: Event) => change({ ...choice, rings: given(event).checked ? 1 : null })}
      /><span>${t.someRings}</span>
    </label>
    ${
      choice.rings === null
        ? nothing
        : html`<input
            class="field"
            type="number"
            inputmode="numeric"
            min="1"
            max=${LIMIT_RINGS_MAX}
            aria-label=${t.howManyRings}
            .value=${live(String(choice.rings || ''))}
            @input=${(event: Event) => change({ ...choice, rings: Number(given(event).value) })}
          />`
    }
  </fieldset>`
}

export const limitStyles = css`
  /* Above the two buttons, which stay where they are. */
  .for-a-time {
    flex: 1 0 100%;
    min-height: 44px;
    font-size: 15px;
    color: var(--cg-link);
  }
  @media (max-height: 480px) {
    .for-a-time {
      flex: 0 1 auto;
    }
  }
  .limit {
    min-width: 0;
    margin: 4px 0 0;
    padding: 0;
    border: 0;
  }
  .option {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 44px;
    font-size: 16px;
  }
  .option input {
    flex: none;
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--cg-green);
  }
  .field {
    width: 100%;
    min-height: 44px;
    padding: 8px 12px;
    border: 1px solid var(--cg-quiet);
    border-radius: 8px;
    font: inherit;
    color: inherit;
    background: var(--cg-surface);
  }
  .button:disabled {
    opacity: 0.5;
    cursor: default;
  }
`
