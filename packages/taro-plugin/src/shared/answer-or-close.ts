/** A question on the screen that cannot be taken away again. */

import type { AskAnswer } from '@callgrant/sdk/person'

/**
 * @param closed aborted when the client is closed: then nobody's answer counts any more. Whoever taps after that may
 *   be another person, who is signed in by now
 * @param show shows it, and tells the answer
 */
export function answerOrClose(
  closed: AbortSignal,
  show: (answer: (how: AskAnswer) => void) => void,
): Promise<AskAnswer> {
  return new Promise((answer) => {
    const dismiss = () => answer('dismiss')
    closed.addEventListener('abort', dismiss)
    show((how) => {
      closed.removeEventListener('abort', dismiss)
      answer(how)
    })
  })
}
