import './taro.js'

export * from './dist/main.js'
