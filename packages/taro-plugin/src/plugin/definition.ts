/**
 * Taro's table of APIs, with ours told truly (A18): the web platforms load it by the path that the plugin gives them
 * (`definition.cjs`), after the plugin filled it in the same process.
 */

type Table = Record<string, unknown>

export const apis: Table = {}
export const components: Table = {}
