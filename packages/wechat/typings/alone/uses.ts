/** Proves the plugin's declarations where there are none of WeChat's. Compiled by a test, never run. */

import { WMPF_VOIP } from '@callgrant/wechat/wmpf-voip-alone'

const wmpfVoip = requirePlugin('wmpf-voip').default
export const name: 'wmpf-voip' = WMPF_VOIP
export const path: string = wmpfVoip.CALL_PAGE_PATH
// @ts-expect-error: it is the one plugin that is declared
export const other = requirePlugin('another')
