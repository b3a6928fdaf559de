/** The page that the browser tests open: the elements, reachable as `window.ui`. */

import * as ui from '@callgrant/ui'
import { browserUi as drawnUi } from '@callgrant/ui/browser'
import { drawnStream, FixtureCall, tonedStream } from '../../packages/ui/test/fixture-call.ts'

declare global {
  interface Window {
    ui: typeof ui
    drawnUi: typeof drawnUi
    FixtureCall: typeof FixtureCall
    drawnStream: typeof drawnStream
    tonedStream: typeof tonedStream
  }
}

window.ui = ui
window.drawnUi = drawnUi
window.FixtureCall = FixtureCall
window.drawnStream = drawnStream
window.tonedStream = tonedStream
