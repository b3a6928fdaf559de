/** Name and version of this SDK as they are kept with each consent (B3). A test holds it to package.json. */
export const SDK = 'callgrant-sdk/0.1.0'
