/** The buttons of the call page, and the list of outputs above them. */

import { css } from 'lit'

export const barStyles = css`
  .bar {
    position: relative;
    flex: none;
    align-self: center;
    width: min(100%, 460px);
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 14px;
    transition:
      opacity 0.25s,
      transform 0.25s;
  }
  .pictured.talking .bar {
    padding: 14px 8px;
    border-radius: 28px;
    background: rgb(18 22 20 / 72%);
    backdrop-filter: blur(18px);
  }
  .idle .bar {
    opacity: 0;
    transform: translateY(16px);
  }
  .row {
    display: flex;
    justify-content: center;
    align-items: flex-start;
    gap: 4px;
    width: 100%;
  }
  .row.far {
    justify-content: space-evenly;
  }
  .control {
    flex: 0 1 84px;
    min-width: 0;
    display: grid;
    justify-items: center;
    gap: 6px;
    font-size: 13px;
    line-height: 1.25;
    color: #fff;
    text-align: center;
  }
  .round {
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    border-radius: 50%;
    background: rgb(255 255 255 / 20%);
    transition: background 0.15s;
  }
  .far .round {
    width: 68px;
    height: 68px;
  }
  .round svg {
    width: 26px;
    height: 26px;
  }
  .far .round svg {
    width: 30px;
    height: 30px;
  }
  .control[aria-checked='true'] .round,
  .control[aria-expanded='true'] .round {
    background: #fff;
    color: #0e1210;
  }
  @media (hover: hover) {
    .control:hover .round {
      filter: brightness(1.12);
    }
  }
  .control:active .round {
    filter: brightness(0.85);
  }
  .label {
    max-width: 100%;
    overflow: hidden;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }
  .control:disabled {
    opacity: 0.5;
  }
  .control:focus-visible {
    outline: none;
  }
  .control:focus-visible .round {
    outline: 3px solid #fff;
    outline-offset: 3px;
  }
  .control.end .round {
    background: #d93838;
  }
  .control.end .round.phone svg {
    transform: rotate(135deg);
  }
  .control.take .round {
    background: #07c160;
    color: #00210f;
  }
  .outputs {
    position: absolute;
    z-index: 4;
    left: 50%;
    bottom: calc(var(--in-bottom) + var(--bar) + 8px);
    translate: -50%;
    width: min(100% - 24px, 340px);
    max-height: calc(100% - var(--in-top) - var(--in-bottom) - var(--bar) - 8px);
    overflow-y: auto;
    padding: 6px;
    border-radius: 18px;
    background: #262c29;
    box-shadow: 0 8px 32px rgb(0 0 0 / 55%);
  }
  .outputs button {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 48px;
    padding: 8px 12px;
    border-radius: 12px;
    font-size: 16px;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .outputs button:hover {
    background: rgb(255 255 255 / 10%);
  }
  .outputs button:focus-visible {
    outline: 2px solid #fff;
    outline-offset: -2px;
  }
  .outputs svg {
    width: 22px;
    height: 22px;
    visibility: hidden;
  }
  .outputs [aria-checked='true'] svg {
    visibility: visible;
  }
  /* Five buttons side by side on the smallest phone. */
  @media (max-width: 359px) {
    .row {
      gap: 2px;
    }
    .round {
      width: 50px;
      height: 50px;
    }
    .control {
      font-size: 12px;
    }
    .pictured.talking .bar {
      padding-inline: 4px;
    }
  }
  @media (max-height: 600px) {
    .bar {
      gap: 10px;
    }
    .pictured.talking .bar {
      padding-block: 10px;
    }
    .far .round {
      width: 60px;
      height: 60px;
    }
  }
  /* Wide or low: one row. */
  @media (min-width: 700px), (max-height: 480px) and (min-width: 480px) {
    .bar {
      flex-direction: row;
      justify-content: center;
      align-items: flex-start;
      width: auto;
      min-width: min(100%, 340px);
      max-width: 100%;
      gap: 12px;
    }
    .bar .row {
      width: auto;
    }
    .row.far {
      flex: 1;
      gap: 40px;
    }
    .control {
      flex-basis: auto;
      width: 84px;
    }
    .pictured.talking .bar {
      padding-inline: 20px;
    }
  }
  @media (max-height: 480px) {
    .round,
    .far .round {
      width: 48px;
      height: 48px;
    }
    .control {
      font-size: 12px;
      gap: 4px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar,
    .round {
      transition: none;
    }
  }
`
