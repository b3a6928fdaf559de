/** The page that the browser tests open: the elements, reachable as `window.ui`. */

import * as ui from '../src/ui/index.ts'
import { drawnStream, FixtureCall } from './fixture-call.ts'

declare global {
  interface Window {
    ui: typeof ui
    FixtureCall: typeof FixtureCall
    drawnStream: typeof drawnStream
  }
}

window.ui = ui
window.FixtureCall = FixtureCall
window.drawnStream = drawnStream
