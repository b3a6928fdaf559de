/** The call page as it is seen by what draws it and by tests, which tap its buttons. */

import type { Call, CallStage } from '@callgrant/sdk/calling'
import type { VoipRoomType, VoipUIConfig } from './requests.ts'

export type CallPageButton =
  | 'answer'
  | 'decline'
  | 'cancel'
  | 'hangUp'
  | 'microphone'
  | 'camera'
  | 'flip'
  | 'custom'
  | 'close'

export interface CallPageView {
  stage: CallStage
  /** The other side's name, as it stood in the dialog when the person agreed. */
  name: string
  /** The line below the name: `invites you to a video call`, `通话已中断`. */
  words: string
  roomType: VoipRoomType
  /** Talking time, in whole seconds. */
  keepTime: number
  /** The buttons that are shown, in their order. */
  buttons: CallPageButton[]
  /** Text of the app's own button; null: there is none now. */
  customButton: string | null
  /** Whether the app's own half-screen is open. */
  customBox: boolean
}

/**
 * The call page of one phone or device, for what draws it and for an emulator: `callPageOf(plugin)`.
 *
 * @example
 * const page = callPageOf(requirePlugin('wmpf-voip').default)
 * page.view?.buttons // ['decline', 'answer']
 * await page.answer()
 */
export interface CallPage {
  /** Whether the page is in the stack. */
  readonly isOpen: boolean
  /** The call that it shows; null: none, or the page is not open and no call is in progress. */
  readonly call: Call | null
  /** What the person sees; null: the page is not open, or has nothing to show. */
  readonly view: CallPageView | null
  /** The look that the app set by `setUIConfig`. */
  readonly config: VoipUIConfig
  /** @returns a function that removes the listener */
  onChange(listener: () => void): () => void
  /** Answers an incoming call. @throws VoipError 1008: it no longer rings */
  answer(): Promise<void>
  /** Declines an incoming call. @throws VoipError 1008 */
  decline(): Promise<void>
  /** Cancels before the answer, hangs up after it. @throws VoipError 1008: there is no call */
  hangUp(): Promise<void>
  /** Taps the app's own button: `showCustomBox`, and `hideCustomBox` the second time. @throws VoipError 1008 */
  pressCustomButton(): void
  /** Leaves the page after the call, and goes to the end page. @throws VoipError 1005: the call is not over */
  close(): Promise<void>
}
