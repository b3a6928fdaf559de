/** Where the plugin's call page lives, as WeChat's plugin has it. */

export const CALL_PAGE_ROUTE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'
