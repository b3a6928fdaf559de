/** Runs a Mini Program's pages: in a browser from a bundle, or anywhere from a `Program` that is passed in. */

export { PageStack } from '../../wx/pages/page-stack.ts'
export type * from '../types.ts'
export { type BundledProgram, loadBundledProgram } from './bundled-program.ts'
export { createMiniProgram } from './mini-program.ts'
