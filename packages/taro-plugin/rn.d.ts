import './taro.js'

export * from './dist/rn/index.js'
