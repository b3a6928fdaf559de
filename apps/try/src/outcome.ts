/** The result of something that the person did: success or failure, a sentence, and what to do next. */

import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import { SENTENCES } from '@callgrant/protocol/errors/sentences'
import { html, nothing, type TemplateResult } from 'lit'

export interface Outcome {
  tone: 'good' | 'warn' | 'bad'
  text: string
  /** The result as the app's code gets it. */
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

/** The message of an error in the page's language: what is wrong and what to do. */
export function errorText(error: unknown, language: Language): string {
  const refusal = error instanceof Error && error.cause instanceof CallgrantError ? error.cause : error
  if (refusal instanceof CallgrantError) {
    return refusal.particular ? refusal.message : SENTENCES[language][refusal.code]
  }
  return error instanceof Error ? error.message : String(error)
}
