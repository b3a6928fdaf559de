/** The question whether a device may ring the person (A1), with `Taro.showModal`, for platforms without a DOM. */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import { DIALOG_TEXTS, waitForDecision } from '@callgrant/ui/dialog-core'
import type Taro from '@tarojs/taro'

/**
 * @returns the function for `createPerson`. It answers `dismiss` for a modal that could not be shown, or that was closed
 *   with neither button
 */
export function askInModal(taro: Pick<typeof Taro, 'showModal'>) {
  return ({ appName, words, language, late, signal }: AskAuthorization): Promise<AskAnswer> => {
    const t = DIALOG_TEXTS[language]
    return waitForDecision(signal, (answer) => {
      const shown = taro.showModal({
        title: `${appName} ${t.requests}`,
        content: `${late ? `${t.tooLate}\n` : ''}${words}\n${t.dialogNote}`,
        showCancel: true,
        cancelText: t.reject,
        confirmText: t.allow,
      })
      shown.then(
        ({ confirm, cancel }) => answer(confirm ? 'allow' : cancel ? 'reject' : 'dismiss'),
        // The modal was not shown, so nothing was asked and nothing is recorded.
        () => answer('dismiss'),
      )
    })
  }
}
