import './taro'

export * from './dist/main'
