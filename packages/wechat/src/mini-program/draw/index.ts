/** Draws a Mini Program's pages in a browser: the DOM behind glass-easel, and WeChat's built-in components. */

export type { PageActions } from './elements/page-actions.ts'
export { type BackendOptions, createPageBackend } from './page-backend.ts'
