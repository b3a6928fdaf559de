/** What came of something the person did: good or bad, in words, with what to do next. */

import { CallgrantError, ERRORS, type Language } from '@callgrant/protocol/errors'
import { html, nothing, type TemplateResult } from 'lit'

export interface Outcome {
  tone: 'good' | 'warn' | 'bad'
  text: string
  /** What the code got, as it got it. */
  code?: string
  action?: { label: string; act: () => void }
}

export function outcomeBox(outcome: Outcome | null): TemplateResult | typeof nothing {
  if (!outcome) return nothing
  const { tone, text, code, action } = outcome
  return html`<div class="outcome ${tone}">
    <p>${text}</p>
    ${code ? html`<code>${code}</code>` : nothing}
    ${action ? html`<button type="button" @click=${action.act}>${action.label}</button>` : nothing}
  </div>`
}

/** The sentence of our table for an error, in the page's language: what is wrong and what to do. */
export function errorWords(error: unknown, language: Language): string {
  const refusal = error instanceof Error && error.cause instanceof CallgrantError ? error.cause : error
  if (refusal instanceof CallgrantError) {
    return refusal.particular ? refusal.message : ERRORS[refusal.code][language]
  }
  return error instanceof Error ? error.message : String(error)
}
