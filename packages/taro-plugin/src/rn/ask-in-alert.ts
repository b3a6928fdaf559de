/**
 * The question whether a device may ring the person (A1), by React Native's own `Alert`. Not by `Taro.showModal`:
 * there a tap beside the dialog counts as its button for "no", and a refusal is for good (A2).
 */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import { Alert } from 'react-native'
import { DIALOG_TEXTS } from '../../../sdk/src/ui/dialog-texts.ts'
import { answerOrClose } from '../shared/answer-or-close.ts'

/** @returns `dismiss` when the person went back, or tapped beside the dialog (Android; on iOS there is no such way) */
export function askInAlert({ appName, words, language, signal }: AskAuthorization): Promise<AskAnswer> {
  const t = DIALOG_TEXTS[language]
  return answerOrClose(signal, (answer) =>
    Alert.alert(
      `${appName} ${t.requests}`,
      `${words}\n\n${t.dialogNote}`,
      [
        { text: t.reject, style: 'cancel', onPress: () => answer('reject') },
        { text: t.allow, onPress: () => answer('allow') },
      ],
      { cancelable: true, onDismiss: () => answer('dismiss') },
    ),
  )
}
