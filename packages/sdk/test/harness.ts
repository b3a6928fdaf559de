/** The page that the browser tests open: the elements, reachable as `window.ui`. */

import * as ui from '../src/ui/index.ts'

declare global {
  interface Window {
    ui: typeof ui
  }
}

window.ui = ui
