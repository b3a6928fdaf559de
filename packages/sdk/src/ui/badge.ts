/** The round mark of an app, device or person: its first letter. */

import { css, html, type TemplateResult } from 'lit'

/** First character as people see it, so that an emoji or a Han character is whole. */
export function initial(name: string): string {
  return ([...name.trim()][0] ?? '?').toUpperCase()
}

export const badge = (name: string): TemplateResult =>
  html`<span class="badge" aria-hidden="true">${initial(name)}</span>`

export const badgeStyles = css`
  .badge {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 1.6em;
    height: 1.6em;
    border-radius: 22%;
    background: #0b5c36;
    color: #fff;
    font-weight: 600;
    line-height: 1;
  }
`
