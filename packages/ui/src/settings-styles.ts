/** How the settings page looks: cells on a grey page, a green switch in each. */

import { css } from 'lit'

export const settingsStyles = css`
  :host {
    display: block;
  }
  .inline,
  .page .panel {
    background: var(--cg-page);
    padding: 16px 16px calc(32px + env(safe-area-inset-bottom));
  }
  .page .panel {
    min-height: min(100%, 480px);
  }
  @media (max-width: 599px) {
    .page .panel {
      height: 100%;
      max-height: 100%;
      border-radius: 0;
      padding-top: calc(16px + env(safe-area-inset-top));
    }
  }
  @media (min-width: 600px) {
    .page .panel {
      width: 480px;
    }
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 48px;
    gap: 8px;
  }
  h1 {
    font-size: 20px;
    line-height: 1.3;
    font-weight: 600;
  }
  h2 {
    font-size: 19px;
  }
  .close {
    flex: none;
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    border-radius: 50%;
  }
  .close:hover {
    background: var(--cg-line);
  }
  .note {
    font-size: 14px;
    color: var(--cg-quiet);
    overflow-wrap: anywhere;
  }
  p.note {
    padding: 8px 4px;
  }
  .cells {
    background: var(--cg-surface);
    border-radius: var(--cg-radius);
    margin: 4px 0 24px;
    overflow: hidden;
  }
  .cell {
    position: relative;
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 64px;
    padding: 10px 16px;
  }
  .cell:hover {
    background: var(--cg-pressed);
  }
  .cell + .cell {
    border-top: 1px solid var(--cg-line);
  }
  .name {
    flex: 1;
    min-width: 0;
    display: grid;
    overflow-wrap: anywhere;
  }
  /* Above the target of the switch, which is the whole cell. */
  .more {
    position: relative;
    z-index: 1;
    flex: none;
    margin-inline: -10px;
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    border-radius: 50%;
    color: var(--cg-quiet);
  }
  .options {
    display: block;
    background: var(--cg-pressed);
  }
  .line {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 52px;
  }
  .options .line {
    padding-inline: 0;
  }
  .line + .line {
    border-top: 1px solid var(--cg-line);
  }
  .stretch {
    display: grid;
    /* “10:00 PM” has to fit. */
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px 4px;
    padding: 8px 16px 12px;
  }
  .options .stretch {
    padding-inline: 0;
  }
  .field {
    width: 100%;
    min-width: 0;
    min-height: 44px;
    padding: 8px;
    border: 1px solid var(--cg-quiet);
    border-radius: 8px;
    font: inherit;
    font-size: 16px;
    color: inherit;
    background: var(--cg-surface);
  }
  .stretch + .stretch {
    padding-top: 0;
  }
  .remove {
    place-self: end;
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    border-radius: 50%;
    color: var(--cg-quiet);
  }
  .add {
    min-height: 44px;
    padding-inline: 16px;
    font-size: 15px;
    color: var(--cg-link);
  }
  .options .add {
    padding-inline: 0;
  }
  .save {
    width: 100%;
    margin-block: 12px;
  }
  .stretch .field {
    padding-inline: 6px 4px;
  }
  .line .field {
    width: auto;
    max-width: 60%;
  }
  .switch {
    flex: none;
    width: 52px;
    height: 32px;
    border-radius: 16px;
    background: var(--cg-switch-off);
    border: 1px solid transparent;
    appearance: none;
    margin: 0;
    transition: background 0.15s;
  }
  /* The whole cell is the target: 64 px instead of 32. */
  .switch::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .switch::before {
    content: '';
    display: block;
    width: 26px;
    height: 26px;
    margin-inline-start: 2px;
    border-radius: 50%;
    background: #fff;
    box-shadow: 0 1px 3px rgb(0 0 0 / 30%);
    transition: transform 0.15s;
  }
  .switch:is([aria-checked='true'], :checked) {
    background: var(--cg-green);
    border-color: var(--cg-switch-edge);
  }
  .switch:is([aria-checked='true'], :checked)::before {
    transform: translateX(20px);
  }
  p.cell-note {
    padding: 0 16px 12px;
  }
  .clear {
    width: 100%;
    min-height: 52px;
    border-radius: var(--cg-radius);
    background: var(--cg-surface);
  }
  .empty {
    padding: 48px 16px;
    text-align: center;
  }
  .empty .note {
    margin-top: 8px;
  }
  .problem {
    margin: 8px 0;
    padding: 12px 16px;
    border-radius: 8px;
    background: var(--cg-surface);
    color: var(--cg-danger);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  .problem .button {
    display: block;
    margin-top: 12px;
  }
  .skeleton {
    height: 64px;
    margin-top: 44px;
    border-radius: var(--cg-radius);
    background: var(--cg-surface);
    opacity: 0.6;
  }
  @media (prefers-reduced-motion: reduce) {
    .switch,
    .switch::before {
      transition: none;
    }
  }
`
