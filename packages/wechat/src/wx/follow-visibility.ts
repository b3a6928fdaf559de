/** Sends the app to the back while the browser's page is hidden. */

import type { AppLife } from './app-life.ts'

/** @returns a function that stops it. Without a document it does nothing */
export function followVisibility(app: AppLife): () => void {
  if (typeof document === 'undefined') return () => {}
  const follow = () => (document.visibilityState === 'visible' ? app.show() : app.hide())
  document.addEventListener('visibilitychange', follow)
  return () => document.removeEventListener('visibilitychange', follow)
}
