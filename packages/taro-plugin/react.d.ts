export * from './dist/calls/react'
