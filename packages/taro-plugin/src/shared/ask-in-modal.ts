/** The question whether a device may ring the person (A1), by `Taro.showModal`: where there is no document. */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import type Taro from '@tarojs/taro'
import { DIALOG_TEXTS } from '../../../sdk/src/ui/dialog-texts.ts'
import { answerOrClose } from './answer-or-close.ts'

/**
 * @param taro whose `showModal` asks
 * @returns asks; a modal that could not be shown, or that went away with neither button, answers `dismiss`
 */
export function askInModal(taro: Pick<typeof Taro, 'showModal'>) {
  return ({ appName, words, language, signal }: AskAuthorization): Promise<AskAnswer> => {
    const t = DIALOG_TEXTS[language]
    return answerOrClose(signal, (answer) => {
      const shown = taro.showModal({
        title: `${appName} ${t.requests}`,
        content: `${words}\n${t.dialogNote}`,
        showCancel: true,
        cancelText: t.reject,
        confirmText: t.allow,
      })
      shown.then(
        ({ confirm, cancel }) => answer(confirm ? 'allow' : cancel ? 'reject' : 'dismiss'),
        // Not shown, so nothing was asked: the row stays as it was, and the request fails with `cancel`.
        () => answer('dismiss'),
      )
    })
  }
}
