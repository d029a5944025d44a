/** The reference page's script: plain JavaScript for the browser. Nothing is ever put in as HTML. */
export const script = `
const el = (name, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...children);
  return element;
};
const pretty = value => JSON.stringify(value, null, 2);

const sample = schema => {
  const text = { tool: 'tool_name', session_id: 'try-it' };
  const required = schema.required ?? [];
  return Object.fromEntries([...required.map(name => [name, text[name] ?? '']), ['arguments', {}]]);
};

const answers = responses => el('table', {}, ...Object.entries(responses).map(([status, { description }]) =>
  el('tr', {}, el('td', {}, el('code', {}, status)), el('td', {}, description))));

const tryIt = (method, path, operation) => {
  const inputs = (operation.parameters ?? []).map(({ name, in: place, description }) => {
    const input = el('input', { name, required: place === 'path' });
    return { name, place, input, label: el('label', {}, name + (description ? ': ' + description : ''), input) };
  });
  const schema = operation.requestBody?.content['application/json'].schema;
  const body = schema && el('textarea', { value: pretty(sample(schema)), spellcheck: false });
  const output = el('pre', { hidden: true });
  const form = el('form', {}, ...inputs.map(({ label }) => label));
  if (body) form.append(el('label', {}, 'Body', body));
  form.append(el('button', {}, 'Send'), output);
  form.onsubmit = async event => {
    event.preventDefault();
    const values = place => inputs.filter(one => one.place === place && one.input.value !== '');
    const url = values('path').reduce(
      (text, { name, input }) => text.replace('{' + name + '}', encodeURIComponent(input.value)), path);
    const headers = Object.fromEntries(values('header').map(({ name, input }) => [name, input.value]));
    if (body) headers['Content-Type'] = 'application/json';
    output.hidden = false;
    output.textContent = '…';
    try {
      const started = performance.now();
      const response = await fetch(url, { method: method.toUpperCase(), headers, body: body?.value });
      const text = await response.text();
      const took = Math.round(performance.now() - started);
      let shown = text;
      try { shown = pretty(JSON.parse(text)); } catch {}
      output.textContent = response.status + ' in ' + took + ' ms\\n' + shown;
    } catch (error) {
      output.textContent = String(error);
    }
  };
  return form;
};

const describe = (method, path, operation) => {
  const details = el('details', {}, el('summary', {},
    el('span', { className: 'method ' + method }, method), el('code', {}, path), ' ', operation.summary));
  details.addEventListener('toggle', () => {
    const schema = operation.requestBody?.content['application/json'].schema;
    if (schema) details.append(el('h4', {}, 'Body'), el('pre', {}, pretty(schema)));
    details.append(el('h4', {}, 'Answers'), answers(operation.responses), el('h4', {}, 'Try it'));
    details.append(tryIt(method, path, operation));
  }, { once: true });
  return details;
};

const draw = async () => {
  const api = await (await fetch('/openapi.json')).json();
  const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })));
  const main = document.getElementById('api');
  main.replaceChildren(el('h1', {}, api.info.title + ' ' + api.info.version), el('p', {}, api.info.description));
  for (const { name } of api.tags) {
    main.append(el('h2', {}, name), ...operations
      .filter(({ operation }) => operation.tags.includes(name))
      .map(({ method, path, operation }) => describe(method, path, operation)));
  }
};
draw().catch(error => { document.getElementById('api').textContent = String(error); });
`;
