/**
 * Taro's table of APIs, with entries for our functions (A18). The web platforms load it by the path that the plugin
 * sets (`definition.cjs`), after the plugin has filled it in the same process.
 */

type Table = Record<string, unknown>

export const apis: Table = {}
export const components: Table = {}
