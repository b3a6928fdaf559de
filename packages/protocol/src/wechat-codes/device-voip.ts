/** `errCode` and `errno` of `wx.requestDeviceVoIP` and its kin (authorization.md, "What a refused request answers"). */

/** `errno`: a parameter is missing or wrong. */
export const PARAMETER_ERROR = 1001
/** `errCode`: the person has authorized this already. */
export const ALREADY_AUTHORIZED = 10001
/** `errCode`: the `snTicket` is wrong, for another device, or expired. */
export const TICKET_WRONG = 10008
/** `errCode`: the person refused, now or before. */
export const REFUSED = 10021
/** `errCode`: the dialog went away with no answer. */
export const CANCELLED = 10022
/** `errCode`: there is no such group. */
export const GROUP_NOT_FOUND = 10025
/** `errCode`: there is no session, or the server refused it. Not a number of WeChat's, where nobody has a session. */
export const SESSION_WRONG = 13
/** `errCode`: the app has no calling capability. */
export const INVALID_SCOPE = -12001
/** `errno`: the server cannot be reached. */
export const NETWORK_ERROR = 600001
