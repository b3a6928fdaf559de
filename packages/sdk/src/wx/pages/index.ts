/** The runtime of Mini Program pages, for an emulator in Node and for a browser. */

export { createMiniProgram } from './mini-program.ts'
export { PAGES_MAX, type PageBook, type PageLife, PageStack } from './page-stack.ts'
export type * from './types.ts'
