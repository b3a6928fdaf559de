// Taro reads this file as CommonJS: config/package.json says so.

const { resolve } = require('node:path')

/** The Callgrant server and the app there. `npm start` says both; for a build say them yourself. */
const server = process.env.CALLGRANT_SERVER || 'http://127.0.0.1:7100'
const appid = process.env.CALLGRANT_APPID || 'wx_demo'
/** The back end. Empty on H5, where it is of the same origin; a Mini Program needs its whole address. */
const backEnd = process.env.TARO_ENV === 'h5' ? '' : process.env.BACK_END || 'https://doors.example.com'

const postcss = { pxtransform: { enable: false } }
/** Taro translates what is in src/ alone, unless told. */
const compile = { include: [resolve(__dirname, '../shared.ts')] }

module.exports = {
  projectName: 'doors',
  designWidth: 750,
  deviceRatio: { 375: 2, 750: 1 },
  sourceRoot: 'src',
  outputRoot: process.env.TARO_ENV === 'h5' ? 'dist' : `dist-${process.env.TARO_ENV}`,
  framework: 'react',
  compiler: 'webpack5',
  // With this line, and setSession in src/app.tsx, Taro.requestDeviceVoIP works on every platform.
  plugins: [['taro-plugin-callgrant', { server, appid }]],
  defineConstants: { BACK_END: JSON.stringify(backEnd) },
  mini: { postcss, compile },
  h5: {
    publicPath: '/',
    staticDirectory: 'static',
    router: { mode: 'hash' },
    postcss,
    compile,
    devServer: {
      port: Number(process.env.PAGES_PORT || 5173),
      open: false,
      proxy: [{ context: ['/api'], target: process.env.BACK_END || 'http://127.0.0.1:3000' }],
    },
  },
}
