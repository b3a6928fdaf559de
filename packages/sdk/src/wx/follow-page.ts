/** A browser's page that is hidden is an app in the background. */

import type { AppLife } from './app-life.ts'

/** @returns stops it; where there is no page there is nothing to follow */
export function followPage(app: AppLife): () => void {
  if (typeof document === 'undefined') return () => {}
  const follow = () => (document.visibilityState === 'visible' ? app.show() : app.hide())
  document.addEventListener('visibilitychange', follow)
  return () => document.removeEventListener('visibilitychange', follow)
}
