import Type from 'typebox';
import { isAddressRange } from '../address-range.ts';
import { list, section, text, textThat, wholeNumber } from './setting.ts';

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** A model by which tools are found, beside words. */
export const EmbeddingsSchema = section(
  {
    url: Type.Optional(
      textThat(isHttpUrl, {
        expected: 'an HTTP or HTTPS URL such as "https://api.openai.com/v1", without user name and password',
        description:
          "An endpoint that speaks OpenAI's `/v1/embeddings`: OpenAI itself, Ollama, vLLM and others. Needs `model`. The section has either `url` or `folder`.",
      }),
    ),
    model: Type.Optional(
      text({
        minLength: 1,
        description: 'The model to ask for at the `url`, such as `text-embedding-3-small`.',
      }),
    ),
    api_key: Type.Optional(
      text({ secret: true, description: 'Sent to the `url` as a bearer token. Default: none is sent.' }),
    ),
    dimensions: Type.Optional(
      wholeNumber({
        minimum: 1,
        maximum: 8192,
        description:
          'Numbers of a vector, for models that can give fewer. Default: as many as the model gives.',
      }),
    ),
    folder: Type.Optional(
      text({
        path: true,
        description:
          'A sentence model on this host (`config.json`, `tokenizer.json`, `onnx/`), run by `@huggingface/transformers`, which is to be installed beside the gateway.',
      }),
    ),
    allow_private_addresses: list(
      textThat(isAddressRange, {
        expected: 'an IP address or a range such as "10.0.0.0/8"',
        description: 'An address or range.',
      }),
      {
        default: [],
        description:
          'Private and loopback addresses that `url` may lead to, beside those of `security.allow_private_addresses`: `127.0.0.1` for a model server on this host.',
      },
    ),
  },
  {
    oneOf: ['url', 'folder'],
    description:
      'A model that finds tools by meaning, beside the words that are always searched. Left out, none is asked.',
  },
);
