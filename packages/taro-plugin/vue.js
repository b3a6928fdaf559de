// At the package's root because Metro, before React Native 0.79, does not read `exports`.
export * from './dist/calls/vue.js'
