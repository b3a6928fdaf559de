/** Where something will stand when it has been read. */

import { html } from 'lit'

/** @param lines how many grey lines hold its place */
export function skeleton(lines: number) {
  return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: lines }, () => html`<i></i>`)}</div>`
}
