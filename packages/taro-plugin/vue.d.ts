export * from './dist/calls/vue.js'
