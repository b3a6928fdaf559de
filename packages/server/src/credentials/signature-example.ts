/**
 * The texts that a device signs, with a worked example: for the documents of the protocol. Computed by the code that the
 * server checks with; Ed25519 signs the same text to the same bytes each time.
 */

import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { registrationText, signInText } from '@callgrant/protocol/http'

/** A published test key, the first of RFC 8032 (7.1): of no use to anybody. */
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'
/** What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = '302e020100300506032b657004220420'

const privateKey = createPrivateKey({
  key: Buffer.from(PKCS8_HEAD + SEED, 'hex'),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x as string
const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url')

const registration = {
  appid: 'cg_8fK2',
  model_id: 'm_door',
  sn: 'door-1',
  sn_ticket: '1Zb3KqY0cT9pWxF7mR5sD2hJ8vN4gL6e',
  public_key: publicKey,
}
const challenge = 'eyJhbGciOiJIUzI1NiJ9.eyJzbiI6ImRvb3ItMSJ9.c2lnbmF0dXJl'

/** A template of the lines: `{sn}` stands for the field `sn` of the request. */
const template = (text: string) => text.split('\n')

/** In the documents as `x-device-signatures`. */
export const DEVICE_SIGNATURES = {
  description:
    'Ed25519 (RFC 8032, no prehash) over the UTF-8 bytes of the lines, joined by one line feed (0x0A), with none at the end. Keys and signatures are base64url without padding: the public key is its 32 bytes, a signature 64. {name} stands for the field of the request.',
  register: {
    request: 'POST /v1/device/register',
    lines: template(
      registrationText({
        appid: '{appid}',
        model_id: '{model_id}',
        sn: '{sn}',
        sn_ticket: '{sn_ticket}',
        public_key: '{public_key}',
      }),
    ),
  },
  sign_in: { request: 'POST /v1/device/token', lines: template(signInText('{challenge}')) },
  example: {
    private_key: Buffer.from(SEED, 'hex').toString('base64url'),
    register: {
      text: registrationText(registration),
      body: { ...registration, signature: signed(registrationText(registration)) },
    },
    sign_in: {
      text: signInText(challenge),
      body: { challenge, signature: signed(signInText(challenge)) },
    },
  },
}

const json = (value: object) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``
const lines = (text: string) => `\`\`\`text\n${text}\n\`\`\``

/** What a device signs to register, in words, with the example. */
export const REGISTER_IN_WORDS = [
  'The device makes an Ed25519 key, keeps it, and signs these lines with it, joined by one line feed (0x0A), with none at',
  'the end. `{sn}` stands for the field `sn` of the request.',
  '',
  lines(DEVICE_SIGNATURES.register.lines.join('\n')),
  '',
  'Keys and signatures are base64url without padding (RFC 4648, 5): the public key is its 32 bytes, the signature 64.',
  `An example to check your code with, where the private key (its 32 bytes) is \`${DEVICE_SIGNATURES.example.private_key}\`.`,
  'The text that is signed:',
  '',
  lines(DEVICE_SIGNATURES.example.register.text),
  '',
  'The request:',
  '',
  json(DEVICE_SIGNATURES.example.register.body),
].join('\n')

/** What a device signs to sign in, in words, with the example. */
export const SIGN_IN_IN_WORDS = [
  'The device signs these lines, in the same way as to register:',
  '',
  lines(DEVICE_SIGNATURES.sign_in.lines.join('\n')),
  '',
  'With the same key, the text that is signed, and the request:',
  '',
  lines(DEVICE_SIGNATURES.example.sign_in.text),
  '',
  json(DEVICE_SIGNATURES.example.sign_in.body),
].join('\n')
