/** The two pictures of a call: the large one behind everything, the small one in a corner. */

import { css } from 'lit'

export const pictureStyles = css`
  .page {
    /* The shorter edge of the small picture. */
    --corner: clamp(84px, 24vmin, 168px);
    --ratio: 0.75;
    --front: 0px;
    --bar: 0px;
  }
  .frame {
    position: absolute;
    left: 0;
    top: 0;
    width: 100%;
    height: 100%;
    overflow: hidden;
    container-type: size;
  }
  .frame video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--callgrant-call-fit, cover);
  }
  .gone {
    opacity: 0;
    pointer-events: none;
  }
  /* Shown whole but for an eighth on either side: larger, and no face is lost. */
  .fitted video {
    object-fit: var(--callgrant-call-fit, contain);
    scale: var(--callgrant-call-zoom, 1.33);
  }
  .fill {
    position: absolute;
    inset: -40px;
    width: calc(100% + 80px);
    height: calc(100% + 80px);
    filter: blur(24px) brightness(0.55);
  }
  .small {
    --w: calc(var(--corner) * max(1, var(--ratio)));
    --h: calc(var(--corner) / min(1, var(--ratio)));
    --from-top: calc(var(--in-top) + var(--front) + 12px);
    --from-bottom: calc(var(--in-bottom) + var(--bar) + 12px);
    --carried-x: 0px;
    --carried-y: 0px;
    z-index: 3;
    /* Held by the edges of its corner, not by its size: a new shape slides nowhere, and so never leaves the page. */
    left: calc(var(--in-left) + (100% - var(--in-left) - var(--in-right)) * var(--x));
    top: calc(var(--from-top) + (100% - var(--from-top) - var(--from-bottom)) * var(--y));
    translate: calc(-100% * var(--x) + var(--carried-x)) calc(-100% * var(--y) + var(--carried-y));
    width: var(--w);
    height: var(--h);
    border-radius: 14px;
    background: #000;
    box-shadow:
      0 0 0 2px rgb(255 255 255 / 88%),
      0 4px 20px rgb(0 0 0 / 45%);
    transition:
      left 0.25s ease-out,
      top 0.25s ease-out,
      translate 0.25s ease-out;
  }
  .idle .small {
    --from-top: var(--in-top);
    --from-bottom: var(--in-bottom);
  }
  /* Without a picture the words are in the middle, and the corner is free. */
  .plain .small {
    --from-top: var(--in-top);
  }
  .handle {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    cursor: grab;
    touch-action: none;
  }
  .handle:active {
    cursor: grabbing;
  }
  .handle:focus-visible {
    outline: 3px solid #fff;
    outline-offset: -5px;
    box-shadow: inset 0 0 0 8px rgb(26 115 232 / 90%);
    border-radius: 12px;
  }
  @media (orientation: landscape) {
    .page {
      --ratio: 1.3333;
    }
  }
  @media (max-height: 400px) {
    .page {
      --corner: 76px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .small {
      transition: none;
    }
  }
`
