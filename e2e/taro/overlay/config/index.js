/** The example's config, with what the matrix varies. */

const app = require('./app')

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
