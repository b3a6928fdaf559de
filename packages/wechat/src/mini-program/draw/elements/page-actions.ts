/** What elements of a page ask of the program around it. */

import type { PageStack } from '../../../wx/pages/page-stack.ts'

export interface PageActions {
  /** Where `<navigator>` opens pages. */
  stack: PageStack
  /** Opens the settings page for `<button open-type="openSetting">`. @returns what `opensetting` tells the page */
  openSetting(): Promise<unknown>
  /** Address of the program's folder, for its pictures; ends with a slash. */
  folderUrl: string
  /** Called with what is not done here. */
  warn(text: string): void
  /** Called with errors of navigation. */
  onError(error: Error): void
}

let current: PageActions | undefined

export function setPageActions(actions: PageActions): void {
  current = actions
}

/** @throws Error before `setPageActions` */
export function pageActions(): PageActions {
  if (!current) throw new Error('No Mini Program is drawn: call createPageBackend first.')
  return current
}
