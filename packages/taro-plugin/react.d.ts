export * from './dist/calls/react.js'
