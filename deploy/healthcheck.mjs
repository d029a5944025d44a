// Succeeds when the gateway in this container answers /health, over HTTP or, with a certificate, over HTTPS.
import { get as overHttp } from 'node:http';
import { get as overHttps } from 'node:https';

const port = Number(process.env.MCP_PORT || 8080);

function healthy(get) {
  return new Promise(resolve => {
    // The certificate is for the outside name; this request stays on the machine.
    const options = { host: '127.0.0.1', port, path: '/health', timeout: 3000, rejectUnauthorized: false };
    const request = get(options, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

process.exitCode = (await healthy(overHttp)) || (await healthy(overHttps)) ? 0 : 1;
