import './taro'

export * from './dist/rn/index'
