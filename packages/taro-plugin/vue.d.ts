export * from './dist/calls/vue'
