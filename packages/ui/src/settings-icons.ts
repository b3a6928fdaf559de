/** The icons of the settings page. */

import { html } from 'lit'

export const cross = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
  <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
</svg>`

export const dots = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="currentColor">
  <circle cx="5" cy="12" r="2" /><circle cx="12" cy="12" r="2" /><circle cx="19" cy="12" r="2" />
</svg>`
