/** The hooks that show the dialog and the settings page: the app's own, else the SDK's elements where there is a DOM. */

import type { PersonUi } from './types.ts'

export type AnyUi = Partial<PersonUi> | undefined

/** Whether something can be shown at all: what `canIUse` says must be true (A18). */
export function canShow(ui: AnyUi, hook: keyof PersonUi): boolean {
  return typeof ui?.[hook] === 'function' || typeof document !== 'undefined'
}

/**
 * The hooks to use. The SDK's own are loaded when first needed, so that an app with its own never loads them.
 * @throws Error when there is neither a hook nor a DOM
 */
export function resolveUi(ui: AnyUi): PersonUi {
  return {
    async askAuthorization(request) {
      if (ui?.askAuthorization) return ui.askAuthorization(request)
      requireDom('askAuthorization')
      const { showAuthorizationDialog } = await import('../ui/index.ts')
      return showAuthorizationDialog(request)
    },
    async openSettings(request) {
      if (ui?.openSettings) return ui.openSettings(request)
      requireDom('openSettings')
      const { openSettings } = await import('../ui/index.ts')
      return openSettings(request)
    },
  }
}

function requireDom(hook: keyof PersonUi): void {
  if (typeof document !== 'undefined') return
  throw new Error(`There is no DOM to show anything in: pass \`ui.${hook}\` to createPerson.`)
}
