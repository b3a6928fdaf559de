/** The English sentences that an app or device says by itself; every other comes from the server with its refusal. */

import type { ErrorCode } from './codes.ts'

export const EN_CLIENTS = {
  bad_request: 'The request has a missing or wrong field. Correct the fields listed in `faults`.',
  network: 'The server cannot be reached. Check the network and the server address, then try again.',
  ticket_invalid:
    'The snTicket is not for this app, model and sn. Get one for exactly this device from the back end.',
  rejected_now: 'The person tapped Reject. Do not ask again; they can switch it on in settings.',
  dialog_dismissed: 'The dialog went away with no answer. You may ask again later.',
  authorization_unknown: 'There is no authorization to switch. Ask the person first (requestDeviceVoIP).',
  call_over: 'The call is over, or past the step that this message is for. Read the call’s state.',
} satisfies Partial<Record<ErrorCode, string>>
