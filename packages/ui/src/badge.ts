/** The badge of an app, device or person: the first letter of its name. */

import { css, html, type TemplateResult } from 'lit'
import { avatarColor } from './name-color.ts'

/** The first character as a whole code point, so that an emoji is not cut. */
export function initial(name: string): string {
  return ([...name.trim()][0] ?? '?').toUpperCase()
}

export const badge = (name: string): TemplateResult =>
  html`<span class="badge" aria-hidden="true" .style=${`background: ${avatarColor(name)}`}>${initial(name)}</span>`

export const badgeStyles = css`
  .badge {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 1.6em;
    height: 1.6em;
    border-radius: 22%;
    color: #fff;
    font-weight: 600;
    line-height: 1;
  }
`
