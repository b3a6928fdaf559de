/** How the call page looks: dark in either theme, as WeChat's is; controls low, where the thumb is. */

import { css } from 'lit'

export const callStyles = css`
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
    overflow: hidden;
    color: #fff;
    background: #171b19 radial-gradient(circle at 50% 20%, #2b3a33, #171b19 70%);
  }
  dialog::backdrop {
    background: #171b19;
  }
  .page {
    position: relative;
    height: 100%;
    display: grid;
    grid-template-rows: auto 1fr auto;
    padding: calc(24px + env(safe-area-inset-top)) max(16px, env(safe-area-inset-right))
      calc(24px + env(safe-area-inset-bottom)) max(16px, env(safe-area-inset-left));
  }
  .page > * {
    position: relative;
  }
  /* The picture lies under everything; shades above and below keep words readable on it. */
  .remote {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--callgrant-call-fit, contain);
    /* On an upright screen a wide picture lies above the controls. */
    object-position: 50% 35%;
  }
  .remote:not(.seen) {
    opacity: 0;
  }
  .seen ~ .who,
  .seen ~ .controls {
    text-shadow: 0 1px 4px rgb(0 0 0 / 80%);
  }
  .shade {
    position: absolute;
    inset: 0;
    pointer-events: none;
    background: linear-gradient(rgb(0 0 0 / 55%), transparent 25%, transparent 60%, rgb(0 0 0 / 65%));
  }
  .local {
    position: absolute;
    top: calc(24px + env(safe-area-inset-top));
    right: max(16px, env(safe-area-inset-right));
    width: clamp(84px, 26vmin, 200px);
    aspect-ratio: 3 / 4;
    object-fit: cover;
    border-radius: 8px;
    background: #000;
    z-index: 1;
  }
  /* One's own picture large, the other side's in the corner: they change places. */
  .swapped .local {
    inset: 0;
    width: 100%;
    height: 100%;
    aspect-ratio: auto;
    object-fit: var(--callgrant-call-fit, contain);
    border-radius: 0;
    z-index: 0;
  }
  .swapped .remote {
    inset: calc(24px + env(safe-area-inset-top)) max(16px, env(safe-area-inset-right)) auto auto;
    width: clamp(84px, 26vmin, 200px);
    height: auto;
    aspect-ratio: 3 / 4;
    object-fit: cover;
    border-radius: 8px;
    background: #000;
    z-index: 2;
  }
  .swapped .shade,
  .swapped .who,
  .swapped .middle,
  .swapped .controls {
    z-index: 1;
  }
  .who {
    text-align: center;
    overflow-wrap: anywhere;
  }
  .corner .who {
    text-align: start;
    padding-inline-end: calc(clamp(84px, 26vmin, 200px) + 16px);
  }
  h1 {
    font-size: 24px;
    line-height: 1.3;
    font-weight: 600;
  }
  .state {
    margin-top: 6px;
    font-size: 16px;
    min-height: 1.5em;
    color: #dfe6e2;
  }
  [role='timer'] {
    font-variant-numeric: tabular-nums;
  }
  .middle {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 16px;
    min-height: 0;
    text-align: center;
  }
  .avatar {
    display: grid;
    place-items: center;
    width: min(120px, 30vh);
    height: min(120px, 30vh);
    border-radius: 16px;
    background: #0b5c36;
    font-size: min(56px, 14vh);
    font-weight: 600;
  }
  .rings .avatar {
    animation: ring 1.6s ease-out infinite;
  }
  @keyframes ring {
    from {
      box-shadow: 0 0 0 0 rgb(7 193 96 / 60%);
    }
    to {
      box-shadow: 0 0 0 36px rgb(7 193 96 / 0%);
    }
  }
  .notice {
    max-width: 32em;
    font-size: 15px;
    padding: 8px 16px;
    border-radius: 8px;
    color: #fff;
    background: rgb(0 0 0 / 72%);
    overflow-wrap: anywhere;
  }
  .notice button {
    min-height: 44px;
  }
  .controls {
    display: grid;
    gap: 20px;
    justify-items: center;
  }
  .row {
    display: flex;
    justify-content: space-evenly;
    gap: 8px;
    width: min(100%, 460px);
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
  }
  .round {
    display: grid;
    place-items: center;
    width: 60px;
    height: 60px;
    border-radius: 50%;
    background: rgb(255 255 255 / 20%);
  }
  .round svg {
    width: 28px;
    height: 28px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .control[aria-checked='true'] .round {
    background: #fff;
    color: #171b19;
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
    outline-color: #fff;
    border-radius: 12px;
  }
  .control.end .round {
    background: #e04444;
  }
  .control.end .round.phone svg {
    transform: rotate(135deg);
  }
  .control.take .round {
    background: #07c160;
    color: #00210f;
  }
  /* Five buttons side by side on the smallest phone. */
  @media (max-width: 359px) {
    .row {
      gap: 5px;
    }
    .round {
      width: 52px;
      height: 52px;
    }
    .control {
      font-size: 12px;
    }
  }
  /* Short and upright: a small frame. */
  @media (max-height: 519px) {
    .avatar {
      width: 72px;
      height: 72px;
      font-size: 32px;
    }
    .controls {
      gap: 12px;
    }
    .round {
      width: 52px;
      height: 52px;
    }
  }
  @media (max-height: 480px) and (orientation: landscape) {
    .page {
      padding-top: calc(12px + env(safe-area-inset-top));
      padding-bottom: calc(12px + env(safe-area-inset-bottom));
    }
    .controls {
      grid-auto-flow: column;
      justify-content: center;
      gap: 24px;
    }
    .row {
      width: auto;
      gap: 16px;
    }
    .control {
      min-width: 60px;
    }
    .round {
      width: 48px;
      height: 48px;
    }
    .middle {
      gap: 8px;
    }
    h1 {
      font-size: 20px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .rings .avatar {
      animation: none;
      box-shadow: 0 0 0 6px rgb(7 193 96 / 50%);
    }
  }
`
