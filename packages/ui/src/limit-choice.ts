/** How long an Allow holds: the choice that the dialog opens. */

import { LIMIT_AHEAD_MS, LIMIT_RINGS_MAX } from '@callgrant/protocol/limits'
import type { AllowLimit } from '@callgrant/sdk/platform'
import { css, html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { DialogTexts } from './dialog-texts.ts'

export interface LimitChoice {
  kind: 'good' | 'today' | 'until' | 'rings'
  /** As the field has it: `2026-12-05T18:00`, by the clock of the device. */
  until: string
  rings: number
}

export const FOR_GOOD: LimitChoice = { kind: 'good', until: '', rings: 1 }

/** @returns null: for good; undefined: nothing that could be agreed to yet */
export function limitOf(
  { kind, until, rings }: LimitChoice,
  now = Date.now(),
): AllowLimit | null | undefined {
  switch (kind) {
    case 'good':
      return null
    case 'today':
      return { until: 'midnight' }
    case 'until': {
      const at = new Date(until).getTime()
      return at > now && at <= now + LIMIT_AHEAD_MS ? { until: at } : undefined
    }
    case 'rings':
      return Number.isInteger(rings) && rings >= 1 && rings <= LIMIT_RINGS_MAX ? { rings } : undefined
  }
}

export function limitChoice(
  choice: LimitChoice,
  t: DialogTexts,
  change: (choice: LimitChoice) => void,
): TemplateResult {
  const option = (kind: LimitChoice['kind'], label: string) => html`<label class="option">
    <input
      type="radio"
      name="limit"
      .checked=${live(choice.kind === kind)}
      @change=${() => change({ ...choice, kind })}
    /><span>${label}</span>
  </label>`
  const given = (event: Event) => (event.target as HTMLInputElement).value
  return html`<fieldset class="limit">
    <legend class="said">${t.howLong}</legend>
    ${option('good', t.forGood)} ${option('today', t.today)} ${option('until', t.until)}
    ${
      choice.kind === 'until'
        ? html`<input
            class="field"
            type="datetime-local"
            aria-label=${t.until}
            .value=${live(choice.until)}
            @input=${(event: Event) => change({ ...choice, until: given(event) })}
          />`
        : nothing
    }
    ${option('rings', t.someRings)}
    ${
      choice.kind === 'rings'
        ? html`<input
            class="field"
            type="number"
            inputmode="numeric"
            min="1"
            max=${LIMIT_RINGS_MAX}
            aria-label=${t.someRings}
            .value=${live(String(choice.rings))}
            @input=${(event: Event) => change({ ...choice, rings: Number(given(event)) })}
          />`
        : nothing
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
