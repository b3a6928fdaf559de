export * from './dist/calls/index'
