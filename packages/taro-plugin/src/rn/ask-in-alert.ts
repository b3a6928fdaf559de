/**
 * The question whether a device may ring the person (A1), with React Native's `Alert`. Not with `Taro.showModal`, which
 * reports a tap outside the dialog as its button for "no", and a rejection is permanent (A2).
 */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import { DIALOG_TEXTS, waitForDecision } from '@callgrant/ui/dialog-core'
import { Alert } from 'react-native'

/** @returns `dismiss` when the person went back or tapped outside the dialog (Android; not possible on iOS) */
export function askInAlert({ appName, words, language, late, signal }: AskAuthorization): Promise<AskAnswer> {
  const t = DIALOG_TEXTS[language]
  return waitForDecision(signal, (answer) => {
    Alert.alert(
      `${appName} ${t.requests}`,
      `${late ? `${t.tooLate}\n\n` : ''}${words}\n\n${t.dialogNote}`,
      [
        { text: t.reject, style: 'cancel', onPress: () => answer('reject') },
        { text: t.allow, onPress: () => answer('allow') },
      ],
      { cancelable: true, onDismiss: () => answer('dismiss') },
    )
  })
}
