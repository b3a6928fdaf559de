/** The package describes its classes, not the entry that sets the globals. */
declare module 'abort-controller/polyfill'
