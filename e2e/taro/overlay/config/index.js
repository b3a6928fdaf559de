/** The example's config, with what the matrix varies. */

const app = require('./app')

// Taro does not wait until the files that it prebundles are written: on a busy machine an old one replaces a new one, and
// the app fails with "jsx is not a function". Written at once, they are in order.
const fs = require(require.resolve('fs-extra', { paths: [require.resolve('@tarojs/helper')] }))
fs.writeFile = async (...args) => fs.writeFileSync(...args)

const plugin = process.env.MATRIX_PLUGIN
const none = require('node:path').resolve(__dirname, '../src/no-plugin.ts')
const port = Number(process.env.MATRIX_PORT)
const [platform, [, options]] = app.plugins
const given = process.env.MATRIX_OPTIONS ? JSON.parse(process.env.MATRIX_OPTIONS) : options

module.exports = {
  ...app,
  compiler: {
    type: app.compiler,
    prebundle: { enable: process.env.MATRIX_PREBUNDLE === '1' },
  },
  plugins: plugin ? [platform, [plugin, given]] : [platform],
  // Without the plugin there is nothing to import from it.
  alias: plugin ? {} : { 'taro-plugin-callgrant$': none, 'taro-plugin-callgrant/react': none },
  h5: { ...app.h5, devServer: { port, host: '127.0.0.1', open: false } },
}
