/** Colours, sizes and type of every element, light and dark. The look is WeChat's. */

import { css } from 'lit'

const light = css`
  color-scheme: light;
  --cg-page: #ededed;
  --cg-surface: #fff;
  --cg-pressed: #f0f0f0;
  --cg-text: #191919;
  --cg-quiet: #5f5f5f;
  --cg-line: rgb(0 0 0 / 12%);
  --cg-grey: #ececec;
  --cg-link: #06763b;
  --cg-danger: #c92a2a;
  --cg-switch-off: #8a8a8a;
  --cg-switch-edge: #05984b;
`

const dark = css`
  color-scheme: dark;
  --cg-page: #111;
  --cg-surface: #202020;
  --cg-pressed: #2c2c2c;
  --cg-text: #e6e6e6;
  --cg-quiet: #a3a3a3;
  --cg-line: rgb(255 255 255 / 14%);
  --cg-grey: #3a3a3a;
  --cg-link: #2fd07c;
  --cg-danger: #ff8080;
  --cg-switch-off: #767676;
  --cg-switch-edge: #07c160;
`

/**
 * Follows the system unless the element has `theme="light"` or `theme="dark"`.
 * White on WeChat's green has a contrast of 2.4 only, so text on green is nearly black (AA wants 4.5).
 */
export const theme = css`
  :host {
    ${light}
    --cg-green: #07c160;
    --cg-on-green: #00210f;
    --cg-red: #fa5151;
    --cg-focus: #1a73e8;
    --cg-radius: 12px;
    font: 17px/1.4 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
    color: var(--cg-text);
    text-align: start;
    -webkit-text-size-adjust: 100%;
    -webkit-tap-highlight-color: transparent;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  button {
    font: inherit;
    color: inherit;
    border: 0;
    margin: 0;
    padding: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--cg-focus);
    outline-offset: 2px;
  }
  /* Focused by script, so that a screen reader reads it; it is not a control. */
  [tabindex='-1']:focus-visible {
    outline: none;
  }
  .said {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`

/** A `<dialog>` that fills the screen, without the browser's own look. */
export const fullScreen = css`
  dialog {
    position: fixed;
    inset: 0;
    width: 100%;
    height: 100%;
    max-width: none;
    max-height: none;
    margin: 0;
    border: 0;
    padding: 0;
  }
`

/** A panel over the page: at the bottom of a phone's screen, a centred card on a wider one. */
export const sheet = css`
  ${fullScreen}
  dialog {
    color: inherit;
    background: rgb(0 0 0 / 60%);
    display: none;
    align-items: flex-end;
    justify-content: center;
    overscroll-behavior: contain;
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: none;
  }
  .panel {
    background: var(--cg-surface);
    width: 100%;
    max-height: calc(100% - 16px - env(safe-area-inset-top));
    overflow: auto;
    border-radius: var(--cg-radius) var(--cg-radius) 0 0;
    padding: 24px max(24px, env(safe-area-inset-right)) calc(24px + env(safe-area-inset-bottom))
      max(24px, env(safe-area-inset-left));
    animation: rise 0.22s ease-out;
  }
  @keyframes rise {
    from {
      transform: translateY(32px);
      opacity: 0;
    }
  }
  @media (min-width: 600px) {
    dialog {
      align-items: center;
    }
    .panel {
      width: 400px;
      border-radius: var(--cg-radius);
      padding: 28px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .panel {
      animation: none;
    }
  }
`

/** The pair of buttons under a question, and single buttons of the same style. */
export const buttons = css`
  .choices {
    display: flex;
    gap: 16px;
    margin-top: 32px;
  }
  .choices .button {
    flex: 1;
  }
  .button {
    min-height: 48px;
    min-width: 96px;
    padding: 8px 12px;
    border-radius: 8px;
    font-weight: 600;
    background: var(--cg-grey);
    color: var(--cg-text);
  }
  .button:active {
    filter: brightness(0.92);
  }
  .green {
    background: var(--cg-green);
    color: var(--cg-on-green);
  }
  .danger {
    color: var(--cg-danger);
  }
`
