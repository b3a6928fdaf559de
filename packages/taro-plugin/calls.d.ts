export * from './dist/calls/index.js'
