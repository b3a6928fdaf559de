/** The runtime of Mini Program pages, for an emulator in Node and for a browser. */

export { createMiniProgram } from './mini-program.ts'
export { resolveModule } from './modules.ts'
export { PAGES_MAX, type PageBook, type PageLife, PageStack } from './page-stack.ts'
export { type Script, scriptRunner } from './scripts.ts'
export type * from './types.ts'
