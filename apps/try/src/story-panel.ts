/** The seven steps at the top of the try page. */

import { html, nothing, type TemplateResult } from 'lit'
import type { IndexTexts } from './index-texts.ts'
import type { Progress } from './progress.ts'
import { STEPS } from './story.ts'

/** @param button shown beside the current step */
export function storyPanel(progress: Progress, t: IndexTexts, button: TemplateResult | typeof nothing) {
  const { done, next } = progress
  return html`<section class="story" aria-labelledby="story">
    <h2 id="story" class="unseen">${t.story}: ${t.progress(done.length)}</h2>
    <ol class="steps">
      ${STEPS.map((step, index) => {
        const isDone = index < done.length
        return html`<li
          class=${isDone ? 'done' : step === next ? 'now' : ''}
          data-step=${step}
          aria-current=${step === next ? 'step' : nothing}
        >
          <span class="mark" aria-hidden="true">${isDone ? '✓' : index + 1}</span>
          <span class="step-title">${t.steps[step].title}</span>
          ${isDone ? html`<span class="unseen">(${t.doneMark})</span>` : nothing}
        </li>`
      })}
    </ol>
    <div class="todo">
      <div class="words">
        <p role="status">${next ? t.steps[next].todo : t.finished}</p>
        ${next ? nothing : html`<p class="more">${t.more}</p>`}
      </div>
      ${button}
    </div>
  </section>`
}
