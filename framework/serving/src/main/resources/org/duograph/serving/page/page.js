// The page of the server: lists the models, and asks them by the REST interface, as any client does.
'use strict';

const list = document.querySelector('#list');
const state = document.querySelector('#state');

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') made.addEventListener('click', value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

async function show() {
  let models;
  try {
    models = await (await fetch('/page/models.json')).json();
  } catch (e) {
    state.textContent = 'The server does not answer. Reload the page when it runs again.';
    return;
  }
  list.replaceChildren(...models.map(article));
  state.textContent = models.length === 1 ? 'One model is served.' : models.length + ' models are served.';
}

function article(model, i) {
  const versions = element('ul', {class: 'versions'}, ...model.versions.map(v =>
    element('li', {class: v.error ? 'failed' : v.state},
      'version ' + v.version + ': ' + (v.error ? 'can\'t be loaded, ' + v.error : v.state.toLowerCase()))));
  const made = element('article', {'aria-labelledby': 'model-' + i},
    element('h2', {id: 'model-' + i}, model.name));
  if (model.format) {
    made.append(element('p', {class: 'of'}, model.format + ', version ' + model.latest));
  }
  made.append(versions);
  if (model.signatures) {
    made.append(model.pictures ? picturePart(model, i) : textPart(model, i), details(model));
  }
  return made;
}

// ---- what a model takes and gives

function shape(port) {
  return port.dtype + ' ' + (port.shape ? '[' + port.shape.map(d => d < 0 ? '?' : d).join(' x ') + ']' : 'of any shape');
}

function details(model) {
  const rows = model.signatures.flatMap(s => [
    ...s.inputs.map(p => [s.name, 'takes', p.name, shape(p)]),
    ...s.outputs.map(p => [s.name, 'gives', p.name, shape(p)])]);
  const head = ['Signature', '', 'Name', 'Type'].map(t => t ? element('th', {scope: 'col'}, t) : element('td'));
  return element('details', {},
    element('summary', {}, 'What it takes and gives'),
    element('table', {},
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows.map(r => element('tr', {}, ...r.map(c => element('td', {}, c)))))));
}

// ---- asking

async function ask(model, body) {
  const start = performance.now();
  const answer = await fetch('/v1/models/' + encodeURIComponent(model.name) + ':predict',
    {method: 'POST', body});
  const text = await answer.text();
  return {ok: answer.ok, text, millis: performance.now() - start};
}

function problem(text) {
  let said = text;
  try { said = JSON.parse(text).error || text; } catch (e) { /* said as it is */ }
  return element('p', {class: 'problem'}, said);
}

async function into(place, asking) {
  place.setAttribute('aria-busy', 'true');
  try {
    place.replaceChildren(...await asking());
  } catch (e) {
    place.replaceChildren(problem(String(e.message || e)));
  }
  place.removeAttribute('aria-busy');
}

function example(model) {
  const first = model.signatures.find(s => s.name === 'serving_default') || model.signatures[0];
  const value = port => {
    const zero = port.dtype === 'string' ? '' : port.dtype === 'bool' ? false : 0;
    const dims = (port.shape || [1]).slice(1).map(d => d < 0 ? 1 : d);
    return dims.reduceRight((inner, d) => Array.from({length: Math.min(d, 64)}, () => inner), zero);
  };
  const row = Object.fromEntries(first.inputs.map(p => [p.name, value(p)]));
  const body = {instances: [first.inputs.length === 1 ? value(first.inputs[0]) : row]};
  return JSON.stringify(first.name === 'serving_default' ? body : {signature_name: first.name, ...body});
}

function textPart(model, i) {
  const box = element('textarea', {id: 'body-' + i, spellcheck: 'false'});
  box.value = example(model);
  const answer = element('div', {class: 'answer', role: 'status', 'aria-label': 'Answer of ' + model.name});
  const go = element('button', {class: 'first', type: 'button', onclick: () => into(answer, async () => {
    const got = await ask(model, box.value);
    return got.ok
      ? [element('pre', {tabindex: '0', 'aria-label': 'Answer'}, got.text.slice(0, 20000)), time(got)]
      : [problem(got.text)];
  })}, 'Ask');
  return element('div', {class: 'try'},
    element('div', {}, element('label', {for: box.id}, 'Request'), box, element('div', {class: 'buttons'}, go)),
    element('div', {}, element('h3', {}, 'Answer'), answer));
}

function time(got) {
  return element('p', {class: 'of'}, 'It took ' + Math.max(1, Math.round(got.millis)) + ' ms, there and back.');
}

// ---- pictures

function picturePart(model, i) {
  const way = model.pictures;
  const drawn = way.channels === 'GREY';
  const pad = element('canvas', {width: 280, height: 280, role: 'img',
    'aria-label': drawn ? 'Draw here, white on black' : 'The picture'});
  const seen = element('canvas', {width: way.width, height: way.height, class: 'seen', role: 'img',
    'aria-label': 'What the model sees'});
  const file = element('input', {type: 'file', accept: 'image/*', id: 'file-' + i});
  const answer = element('div', {class: 'answer', role: 'status', 'aria-label': 'Answer of ' + model.name});
  const paper = pad.getContext('2d', {willReadFrequently: true});
  const clear = () => { paper.fillStyle = '#000'; paper.fillRect(0, 0, 280, 280); answer.replaceChildren(); };
  clear();
  const go = () => into(answer, () => guesses(model, pad, seen));
  if (drawn) drawing(pad, paper, go);
  file.addEventListener('change', async () => {
    if (!file.files.length) return;
    try {
      cover(paper, await createImageBitmap(file.files[0]), 280, 280);
      await go();
    } catch (e) {
      answer.replaceChildren(problem('This file is no picture that the browser can read.'));
    }
  });
  return element('div', {class: 'try'},
    element('div', {},
      element('label', {for: file.id}, drawn ? 'A picture, or draw below' : 'A picture'), file,
      element('h3', {}, drawn ? 'Draw, white on black' : 'The picture'), pad,
      element('div', {class: 'buttons'},
        element('button', {class: 'first', type: 'button', onclick: go}, 'Ask'),
        element('button', {type: 'button', onclick: () => { file.value = ''; clear(); }}, 'Clear'))),
    element('div', {}, element('h3', {}, 'Answer'), answer,
      element('h3', {}, 'What the model sees: ' + way.width + ' x ' + way.height), seen));
}

/** Draws a picture so that it covers, of which the middle is kept. */
function cover(paper, image, width, height) {
  const scale = Math.max(width / image.width, height / image.height);
  const w = image.width * scale, h = image.height * scale;
  paper.imageSmoothingQuality = 'high';
  paper.fillStyle = '#fff';
  paper.fillRect(0, 0, width, height);
  paper.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
}

function drawing(pad, paper, done) {
  let last = null;
  const at = event => {
    const box = pad.getBoundingClientRect();
    return [(event.clientX - box.left) * pad.width / box.width, (event.clientY - box.top) * pad.height / box.height];
  };
  pad.addEventListener('pointerdown', event => { pad.setPointerCapture(event.pointerId); last = at(event); line(last); });
  pad.addEventListener('pointermove', event => { if (last) line(at(event)); });
  pad.addEventListener('pointerup', () => { last = null; done(); });
  function line(to) {
    paper.strokeStyle = '#fff';
    paper.lineWidth = 22;
    paper.lineCap = paper.lineJoin = 'round';
    paper.beginPath();
    paper.moveTo(...last);
    paper.lineTo(...to);
    paper.stroke();
    last = to;
  }
}

/** The picture as the model wants it: channels x height x width. */
function numbers(way, canvas) {
  const pixels = canvas.getContext('2d', {willReadFrequently: true}).getImageData(0, 0, way.width, way.height).data;
  const planes = {RGB: [0, 1, 2], BGR: [2, 1, 0], GREY: [-1]}[way.channels];
  return planes.map((plane, channel) => Array.from({length: way.height}, (_, y) =>
    Array.from({length: way.width}, (_, x) => {
      const i = (y * way.width + x) * 4;
      const value = plane < 0
        ? Math.round(0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2])
        : pixels[i + plane];
      return (value - way.mean[channel]) * way.scale;
    })));
}

async function guesses(model, pad, seen) {
  const way = model.pictures;
  const small = seen.getContext('2d', {willReadFrequently: true});
  cover(small, pad, way.width, way.height);
  const got = await ask(model, JSON.stringify({instances: [{[way.input]: numbers(way, seen)}]}));
  if (!got.ok) return [problem(got.text)];
  const row = JSON.parse(got.text).predictions[0];
  const scores = (Array.isArray(row) ? row : row[way.output]).flat(Infinity);
  const best = scores.map((score, i) => ({score, name: way.classes[i] || 'class ' + i}))
    .sort((a, b) => b.score - a.score).slice(0, 5);
  return [element('ol', {}, ...best.map(guess => element('li', {},
    element('span', {}, guess.name),
    element('span', {class: 'number'}, guess.score.toFixed(3)),
    element('meter', {min: 0, max: 1, value: Math.min(1, Math.max(0, guess.score)), 'aria-label': guess.name})))), time(got)];
}

show();
