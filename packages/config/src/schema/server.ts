import { isIP } from 'node:net';
import Type from 'typebox';
import { section, text, textThat, wholeNumber } from './setting.ts';

const isHost = (value: string) => isIP(value) > 0 || /^[a-z0-9_]([a-z0-9._-]*[a-z0-9_.])?$/i.test(value);

const TlsSchema = section(
  {
    cert_file: text({
      path: true,
      description: 'Certificate chain in PEM. The same file may hold the key.',
    }),
    key_file: Type.Optional(
      text({ path: true, description: 'Private key in PEM, where `cert_file` does not hold it.' }),
    ),
  },
  {
    description:
      'Certificate for HTTPS. Without this block, `certs/server.pem` in the working folder (key and certificate in one file) turns HTTPS on where it exists.',
  },
);

const isIssuer = (value: string) => URL.canParse(value) && /^https?:\/\//.test(value);

const isPublicUrl = (value: string) => isIssuer(value) && !/[?#]/.test(value);

const JwtSchema = section(
  {
    issuer: textThat(isIssuer, {
      expected: 'the URL of an authorization server such as "https://login.example.com"',
      description: 'Who issues the tokens: their `iss`, and where the metadata of the issuer is found.',
    }),
    audience: text({
      minLength: 1,
      description: 'For whom the tokens are: their `aud`, most often the public URL of this gateway.',
    }),
    jwks_uri: Type.Optional(
      textThat(isIssuer, {
        expected: 'an HTTP or HTTPS URL',
        description: 'Where the public keys are. Default: what the metadata of the issuer says.',
      }),
    ),
  },
  {
    description:
      'Access tokens (JWT) of an OAuth issuer that let callers in, beside the credentials above. Signature, issuer, audience and time are checked.',
  },
);

/** Where the gateway listens, and who may talk to it. */
export const ServerSchema = section(
  {
    host: textThat(isHost, {
      default: '0.0.0.0',
      env: 'MCP_HOST',
      expected: 'a host name or an IP address',
      description: 'Address to listen on. `127.0.0.1` is this machine alone, `0.0.0.0` every IPv4 interface.',
    }),
    port: wholeNumber({
      default: 8080,
      env: 'MCP_PORT',
      minimum: 0,
      maximum: 65_535,
      description: 'Port to listen on; `0` takes any free one.',
    }),
    auth_user: textThat(value => !/[:\p{Cc}]/u.test(value), {
      default: '',
      env: 'MCP_AUTH_USER',
      expected: 'a text without ":" and control characters (basic authentication cannot carry them)',
      description: 'User name for basic authentication; needs `auth_password`.',
    }),
    auth_password: textThat(value => !/\p{Cc}/u.test(value), {
      default: '',
      env: 'MCP_AUTH_PASSWORD',
      secret: true,
      expected: 'a text without control characters such as line breaks',
      description:
        'Password for basic authentication; needs `auth_user`. With the password `changeme`, which everyone knows, the gateway listens on `127.0.0.1` only.',
    }),
    auth_token: textThat(value => /^[\x21-\x7e]*$/.test(value), {
      default: '',
      env: 'MCP_AUTH_TOKEN',
      secret: true,
      expected: 'a text of visible ASCII characters without spaces (a header must carry it)',
      description:
        'Token for `Authorization: Bearer …`, beside basic authentication or instead of it. One of the two has to be set.',
    }),
    public_url: Type.Optional(
      textThat(isPublicUrl, {
        expected: 'an HTTP or HTTPS URL such as "https://gateway.example.com", without query',
        description:
          'The address that callers reach the gateway by, where it is behind a proxy: it stands in what is told to OAuth clients.',
      }),
    ),
    jwt: Type.Optional(JwtSchema),
    tls: Type.Optional(TlsSchema),
  },
  { description: 'Where the gateway listens, and the credentials that callers need.' },
);
