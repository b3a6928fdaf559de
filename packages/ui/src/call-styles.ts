/**
 * The style of the call page: dark in both themes, as the call screens of iOS and WeChat are; the picture fills the page,
 * and the controls are at the bottom, within reach of a thumb.
 */

import { css } from 'lit'
import { barStyles } from './call-bar-styles.ts'
import { pictureStyles } from './call-picture-styles.ts'
import { fullScreen } from './theme.ts'

const page = css`
  ${fullScreen}
  dialog {
    overflow: hidden;
    color: #fff;
    background: #0e1210;
  }
  dialog::backdrop {
    background: #0e1210;
  }
  .page {
    --edge: 16px;
    --in-top: calc(20px + env(safe-area-inset-top));
    --in-bottom: calc(20px + env(safe-area-inset-bottom));
    --in-left: max(var(--edge), env(safe-area-inset-left));
    --in-right: max(var(--edge), env(safe-area-inset-right));
    position: relative;
    height: 100%;
    display: flex;
    flex-direction: column;
    justify-content: space-between;
    gap: 16px;
    padding: var(--in-top) var(--in-right) var(--in-bottom) var(--in-left);
    overflow: hidden;
  }
  .tint {
    position: absolute;
    inset: 0;
    background: radial-gradient(130% 75% at 50% 22%, var(--tint), #0e1210 78%);
  }
  /* Words stay readable on any picture. */
  .shade {
    position: absolute;
    inset: 0;
    pointer-events: none;
    background:
      linear-gradient(rgb(0 0 0 / 62%), transparent min(150px, 28%)),
      linear-gradient(transparent max(100% - 260px, 55%), rgb(0 0 0 / 70%));
    transition: opacity 0.25s;
  }
  .front {
    position: relative;
    flex: 0 1 auto;
    min-height: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 12px;
    margin-block: auto;
    text-align: center;
  }
  .who {
    display: flex;
    flex-direction: column;
    align-items: center;
    min-width: 0;
    max-width: 100%;
  }
  h1 {
    max-width: min(100%, 20em);
    font-size: 28px;
    line-height: 1.25;
    font-weight: 600;
    overflow-wrap: anywhere;
    text-wrap: balance;
    unicode-bidi: isolate;
  }
  .state,
  .time,
  .length {
    margin-top: 6px;
    font-size: 17px;
    line-height: 1.35;
    color: #d5ddd9;
  }
  .time,
  .length {
    font-variant-numeric: tabular-nums;
  }
  .state.weak,
  .state.reconnecting,
  .state.held {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px 12px;
    border-radius: 14px;
    font-size: 14px;
    color: #fff;
    background: rgb(0 0 0 / 72%);
  }
  .state:is(.weak, .reconnecting, .held)::before {
    content: '';
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #ffb020;
  }
  .state.reconnecting::before {
    animation: blink 1.2s ease-in-out infinite alternate;
  }
  .state.held::before {
    border-radius: 1px;
    background: #9db4ff;
  }
  @keyframes blink {
    to {
      opacity: 0.25;
    }
  }
  .avatar {
    position: relative;
    display: grid;
    place-items: center;
    width: var(--avatar-size);
    height: var(--avatar-size);
    margin-bottom: 24px;
    border-radius: 50%;
    font-size: calc(var(--avatar-size) * 0.42);
    font-weight: 600;
    line-height: 1;
  }
  .page {
    --avatar-size: clamp(96px, 34vmin, 200px);
    --level: 0;
  }
  .avatar::before,
  .letter {
    border-radius: 50%;
    background: var(--avatar);
  }
  .letter {
    position: relative;
    display: grid;
    place-items: center;
    width: 100%;
    height: 100%;
  }
  /* The ring around the avatar breathes while it rings, and follows the voice while both talk. */
  .avatar::before {
    content: '';
    position: absolute;
    inset: 0;
    opacity: 0.45;
    transform: scale(calc(1 + var(--level) * 0.35));
    transition: transform 0.12s linear;
  }
  .rings .avatar::before {
    animation: breathe 1.8s ease-out infinite;
  }
  @keyframes breathe {
    from {
      transform: scale(1);
      opacity: 0.7;
    }
    to {
      transform: scale(1.5);
      opacity: 0;
    }
  }
  .meter {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    height: 18px;
    margin-top: 14px;
  }
  .meter i {
    --at: 0;
    width: 4px;
    height: calc(6px + 3px * var(--at));
    border-radius: 2px;
    background: #fff;
    /* Lit from its own step of the level on. */
    opacity: clamp(0.25, (var(--level) - var(--at) * 0.2) * 10, 1);
  }
  .meter i:nth-child(2) {
    --at: 1;
  }
  .meter i:nth-child(3) {
    --at: 2;
  }
  .meter i:nth-child(4) {
    --at: 3;
  }
  .meter i:nth-child(5) {
    --at: 4;
  }
  .notice {
    max-width: min(100%, 30em);
    font-size: 15px;
    padding: 7px 14px;
    border-radius: 16px;
    color: #fff;
    background: rgb(0 0 0 / 72%);
    overflow-wrap: anywhere;
  }
  .notice button {
    min-height: 44px;
  }
  .trouble {
    display: flex;
    gap: 12px;
    align-items: center;
    text-align: start;
  }
  .trouble button {
    flex: none;
    min-width: 44px;
    padding: 0 14px;
    border-radius: 22px;
    font-weight: 600;
    background: rgb(255 255 255 / 20%);
  }
  .missed {
    width: min(100%, 26em);
    min-height: 92px;
    overflow-y: auto;
    padding: 12px 16px;
    border-radius: 16px;
    text-align: start;
    background: rgb(255 255 255 / 9%);
  }
  .missed h2 {
    font-size: 15px;
    font-weight: 600;
    color: #ffb4b4;
  }
  .missed li {
    display: flex;
    align-items: center;
    gap: 10px;
    padding-block: 8px;
    font-size: 15px;
  }
  .missed li + li {
    border-top: 1px solid rgb(255 255 255 / 14%);
  }
  .meter:not(.good ~ .meter) {
    visibility: hidden;
  }
  .missed .name {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .missed time {
    flex: none;
    color: #d5ddd9;
  }
  .missed svg {
    flex: none;
    width: 18px;
    height: 18px;
  }
  /* Beside the time there is no room for a long word. */
  @media (max-width: 359px) {
    .missed li {
      display: grid;
      grid-template-columns: 18px 1fr;
      row-gap: 0;
    }
    .missed time {
      grid-column: 2;
      font-size: 13px;
    }
  }
  svg {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  /* On a picture the words are at the top; while both talk they are one line. */
  .pictured .front {
    margin-block: 0 auto;
    text-shadow: 0 1px 3px rgb(0 0 0 / 60%);
  }
  .pictured.talking .front {
    align-self: stretch;
    align-items: flex-start;
    gap: 8px;
    text-align: start;
  }
  .pictured.talking .who {
    display: grid;
    grid-template-columns: minmax(0, max-content) auto;
    justify-content: start;
    align-items: baseline;
    column-gap: 12px;
  }
  .pictured.talking h1 {
    max-width: none;
    font-size: 19px;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .pictured.talking .time {
    margin: 0;
    font-size: 17px;
    color: #fff;
  }
  .pictured.talking .state {
    grid-column: 1 / -1;
    justify-self: start;
    text-shadow: none;
  }
  .notice {
    text-shadow: none;
  }
  .idle h1,
  .idle .time,
  .idle .shade {
    opacity: 0;
  }
  h1,
  .time {
    transition: opacity 0.25s;
  }

  /* Long names are smaller before they are many lines. */
  @media (max-width: 359px) {
    .page {
      --edge: 12px;
    }
    h1 {
      font-size: 24px;
    }
  }
  @media (max-height: 600px) {
    .page {
      --in-top: calc(12px + env(safe-area-inset-top));
      --in-bottom: calc(12px + env(safe-area-inset-bottom));
      --avatar-size: clamp(64px, 18vmin, 96px);
      gap: 10px;
    }
    .avatar {
      margin-bottom: 12px;
    }
    .front {
      gap: 8px;
    }
    h1 {
      font-size: 22px;
    }
    .state,
    .time,
    .length {
      margin-top: 2px;
      font-size: 16px;
    }
    .meter {
      margin-top: 6px;
    }
  }
  /* Low and wide: what is said lies beside the avatar. */
  @media (max-height: 400px) and (min-width: 480px) {
    .plain .who {
      display: grid;
      grid-template-columns: auto minmax(0, max-content);
      column-gap: 20px;
      justify-items: start;
      text-align: start;
    }
    .plain .avatar {
      grid-row: 1 / span 4;
      align-self: center;
      margin: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .rings .avatar::before {
      animation: none;
      opacity: 0.45;
      transform: scale(1.18);
    }
    .avatar::before {
      transform: none;
    }
    .state.reconnecting::before {
      animation: none;
    }
    .shade,
    h1,
    .time {
      transition: none;
    }
  }
`

export const callStyles = [page, pictureStyles, barStyles]
