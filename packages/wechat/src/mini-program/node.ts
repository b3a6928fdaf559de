/** Mini Programs from their folder, in Node: opened to be tested, or bundled for a browser. */

export { type Bundle, bundle } from './compile/bundle.ts'
export { type Folder, openFolder } from './read/folder.ts'
export { LoadError } from './read/load-error.ts'
export type { SourceFiles } from './read/source-files.ts'
export { type CloudCredentials, cloudFunctionsOf } from './run/node/cloud-functions.ts'
export {
  type OpenOptions,
  type OpenSetup,
  openMiniProgram,
  openOnePage,
} from './run/node/open-mini-program.ts'
