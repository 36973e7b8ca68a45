// The page at / of Signpost: search, browse, what changed, figures.
//
// Everything shown comes from the JSON routes of docs/http.md. Names are chosen by strangers: they
// only ever become text nodes. What is shown stands in the address (#view=...&q=...&name=...), so
// that the browser's back button and a copied link work.

'use strict';

const STATUS_INTERVAL_MS = 2000;
const SAMPLES_MAX = 60;            // of a chart: two minutes
const REFRESH_INTERVAL_MS = 1500;  // at most one search for all that changed in between
const CHANGES_INTERVAL_MS = 200;
const CHANGES_SHOWN_MAX = 100;
const LINES_SHOWN_MAX = 8;         // of one change
const PAGE_SIZE = 100;
const SEARCH_DELAY_MS = 60;        // while somebody types
const BUSY_RETRY_MS = 700;

const $ = (id) => document.getElementById(id);

// ---- Building the document ------------------------------------------------------------------

// element('a', {href: '#', class: 'x'}, 'text', otherElement, ...)
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAttributes(made, attributes);
  made.append(...children);
  return made;
}

function setAttributes(made, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== null && value !== undefined) made.setAttribute(name, value);
  }
}

const isHidden = () => document.visibilityState === 'hidden';

const show = (id, ...children) => $(id).replaceChildren(...children);

// ---- Words and numbers ----------------------------------------------------------------------

const withSeparators = new Intl.NumberFormat('en');
const number = (value) => withSeparators.format(value);
const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many || one + 's'}`;

// A rate: 0, 0.5, 12, 3,400.
const rate = (value) => (value === 0 || value >= 10 ? number(Math.round(value)) : value.toFixed(1));

function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

const ago = (seconds) => (seconds < 1.5 ? 'now' : `${duration(seconds)} ago`);

const ADDRESS_SOURCES = {
  netinfo: 'netinfo: the container’s network',
  mesos: 'mesos: a label of the Mesos containerizer',
  docker: 'docker: a label of Docker',
  host: 'host: the agent itself',
};

// ---- Where we are ---------------------------------------------------------------------------

function place() {
  const fields = new URLSearchParams(location.hash.slice(1));
  return {
    view: fields.get('view') || 'search',
    query: fields.get('q') || '',
    name: fields.get('name'),            // explained at the right
    framework: fields.get('framework'),  // browsed
    task: fields.get('task'),            // shown at the right
  };
}

function addressOf(fields) {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  return '#' + new URLSearchParams(kept.map(([key, value]) => [key === 'query' ? 'q' : key, value]));
}

const go = (fields) => { location.hash = addressOf(fields); };
const replacePlace = (fields) => { history.replaceState(null, '', addressOf(fields)); render(); };

// The same place with `name` explained.
const explainAddress = (name) => addressOf({...place(), name, task: null});

// ---- Asking the server ----------------------------------------------------------------------

class Refusal extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

// A reason to stop waiting for the last answer of each kind when the next is asked for.
const running = {};

async function ask(kind, path) {
  if (running[kind]) running[kind].abort();
  const controller = running[kind] = new AbortController();
  for (let attempt = 0; ; ++attempt) {
    const answer = await fetch(path, {signal: controller.signal});
    if (answer.ok) return answer.json();
    const text = (await answer.text()).trim();
    if (answer.status !== 503 || attempt > 0) throw new Refusal(answer.status, text);
    await new Promise((resolve) => setTimeout(resolve, BUSY_RETRY_MS));
  }
}

function explainFailure(error) {
  if (error instanceof Refusal && error.status === 404) {
    return 'This server does not list its names (EnumerationOn is false).';
  }
  return error instanceof Refusal ? error.message : 'The server does not answer.';
}

// Fills `id` by `work`, or shows there why that failed. What was to fill it before comes to nothing.
async function showing(id, work) {
  if (running[id]) running[id].abort();
  try {
    await work();
  } catch (error) {
    if (error.name === 'AbortError') return;
    show(id, element('p', {class: 'empty'}, explainFailure(error)));
  }
}

// ---- Names ----------------------------------------------------------------------------------

// `name` with the parts that were searched for marked.
function marked(name, query) {
  const words = query.toLowerCase().split(' ').filter(Boolean);
  const pieces = [];
  for (let at = 0; at < name.length;) {
    const next = words.map((word) => [name.indexOf(word, at), word]).filter(([where]) => where >= 0)
      .sort((a, b) => a[0] - b[0] || b[1].length - a[1].length)[0];
    if (!next) {
      pieces.push(name.slice(at));
      break;
    }
    const [where, word] = next;
    pieces.push(name.slice(at, where), element('mark', {}, word));
    at = where + word.length;
  }
  return pieces;
}

function nameRow(found, query, selected) {
  return element('div', {
    class: 'row', role: 'option', id: `name-${found.name}`, 'aria-selected': String(found.name === selected),
    'data-name': found.name, click: () => { location.hash = explainAddress(found.name); },
  },
  element('span', {class: 'main mono'}, ...marked(found.name, query)),
  element('span', {class: 'side'}, ...found.types.flatMap((type) => [element('span', {class: 'tag'}, type), ' ']),
    number(found.record_count)));
}

async function renderSearch({query, name}) {
  $('list').setAttribute('role', 'listbox');
  if (!query.trim()) {
    show('list-title', 'Names');
    show('list', element('p', {class: 'empty'}, 'Type a part of a name, or several: “web marathon”, “_tcp”, “leader”.'));
    return;
  }
  const answer = await ask('list', `/v1/search?limit=50&q=${encodeURIComponent(query)}`);
  const rest = answer.match_count - answer.names.length;
  show('list-title', answer.match_count === 0 ? 'No name' : plural(answer.match_count, 'name'));
  show('list', ...answer.names.map((found) => nameRow(found, query, name)),
    answer.match_count === 0 ? element('p', {class: 'empty'}, 'No name of the zone contains this.') : '',
    rest > 0 ? element('p', {class: 'empty'}, `and ${number(rest)} more`) : '');
}

// ---- Why a name says what it says -----------------------------------------------------------

const nameLink = (name) => element('a', {class: 'mono', href: explainAddress(name)}, name);

function recordData(record) {
  if (record.type === 'NS') return nameLink(record.data);
  if (record.type !== 'SRV') return record.data;
  const border = record.data.lastIndexOf(':');
  return element('span', {}, nameLink(record.data.slice(0, border)), record.data.slice(border));
}

function recordTable(records, withNames) {
  const row = (record) => element('tr', {},
    withNames ? element('td', {}, nameLink(record.name)) : null,
    element('td', {}, element('span', {class: 'tag'}, record.type)),
    element('td', {class: 'mono'}, recordData(record)));
  return element('div', {class: 'scroll'}, element('table', {},
    element('thead', {}, element('tr', {}, withNames ? element('th', {}, 'Name') : null,
      element('th', {class: 'type'}, 'Type'), element('th', {}, 'Data'))),
    element('tbody', {}, ...records.map(row))));
}

const health = (task) => (task.health ? element('span', {class: `health ${task.health}`}, task.health) : null);

function taskFacts(task) {
  const facts = [
    ['framework', task.framework],
    ['task', element('span', {class: 'mono'}, task.id)],
    ['agent', task.agent || task.agent_id
      ? element('span', {}, task.agent || '', ' ', element('span', {class: 'mono muted'}, task.agent_id || '')) : null],
    ['address', task.address_source
      ? (ADDRESS_SOURCES[task.address_source] || task.address_source) +
        (task.address_kept ? ', as an earlier status said' : '') : null],
    ['health', task.health ? null : 'not checked'],
  ];
  return element('dl', {}, ...facts.filter(([, value]) => value)
    .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}

function sourceBlock(source) {
  const records = source.records.map((record) => `${record.type} ${record.data}`).join(', ');
  return element('div', {class: 'source'},
    element('div', {class: 'head'}, source.name, health(source)),
    taskFacts(source),
    element('p', {class: 'mono muted'}, records));
}

function backLink() {
  return element('a', {class: 'back', href: addressOf({...place(), name: null, task: null})}, '← back');
}

// Records without a task are those of the cluster itself.
function reasons(answer) {
  if (answer.source_count > 0) {
    const rest = answer.source_count - answer.sources.length;
    return [
      element('h3', {}, `Because of ${plural(answer.source_count, 'task')}`),
      ...answer.sources.map(sourceBlock),
      rest > 0 ? element('p', {class: 'muted'}, `and ${number(rest)} more`) : null,
    ];
  }
  if (answer.record_count === 0) return [];
  return [element('h3', {}, 'Why'), element('p', {},
    'No task makes this name. It is one of the cluster itself: a master, an agent, a framework’s scheduler or this server.')];
}

async function renderName(name) {
  const answer = await ask('detail', `/v1/explain/${encodeURIComponent(name)}`);
  const rest = answer.record_count - answer.records.length;
  let says = `${plural(answer.record_count, 'record')}, kept by resolvers for ${duration(answer.ttl)}`;
  if (!answer.exists) says = 'This name does not exist: DNS answers NXDOMAIN.';
  else if (answer.record_count === 0) says = 'It has no records of its own, only names below it.';
  show('detail', backLink(), element('h2', {}, answer.name), element('p', {class: 'muted'}, says),
    answer.records.length > 0 ? recordTable(answer.records, false) : '',
    rest > 0 ? element('p', {class: 'muted'}, `and ${number(rest)} more`) : '',
    ...reasons(answer).filter(Boolean));
}

// ---- Browsing -------------------------------------------------------------------------------

function moreButton(next, load) {
  if (next === null) return '';
  return element('button', {class: 'more', type: 'button', click: (event) => {
    event.target.remove();
    load(next);
  }}, 'More');
}

function frameworkRow(framework) {
  return element('a', {class: 'row', href: addressOf({view: 'browse', framework: framework.number})},
    element('span', {class: 'main'}, framework.name || '(no name)'),
    element('span', {class: 'side'}, plural(framework.task_count, 'task')));
}

function taskRow(task, {framework, query, task: current}) {
  return element('a', {
    class: 'row' + (String(task.number) === current ? ' current' : ''),
    href: addressOf({view: 'browse', framework, query, task: task.number}),
  },
  element('span', {class: 'main'}, task.name || '(no name)', element('span', {class: 'sub mono'}, task.id)),
  element('span', {class: 'side'}, health(task) || '', ' ', task.agent || task.agent_id || ''));
}

// Appends the page from number `from` to the list.
async function loadPage(path, from, rowsOf) {
  const answer = await ask('list', `${path}&limit=${PAGE_SIZE}&from=${from}`);
  if (from === 0) $('list').replaceChildren();
  $('list').append(...rowsOf(answer),
    moreButton(answer.next, (next) => showing('list', () => loadPage(path, next, rowsOf))));
  return answer;
}

async function renderBrowse(where) {
  $('list').removeAttribute('role');
  const filter = `q=${encodeURIComponent(where.query)}`;
  if (where.framework === null) {
    show('list-title', 'Frameworks');
    const answer = await loadPage(`/v1/browse?${filter}`, 0, (page) => page.frameworks.map(frameworkRow));
    if (answer.frameworks.length === 0) show('list', element('p', {class: 'empty'}, 'None.'));
    return;
  }
  const answer = await loadPage(`/v1/browse?framework=${where.framework}&${filter}`, 0,
    (page) => page.tasks.map((task) => taskRow(task, where)));
  show('list-title', element('a', {href: '#view=browse'}, 'Frameworks'), ' › ', answer.framework, ' · ',
    plural(answer.task_count, 'task'));
  if (answer.tasks.length === 0) show('list', element('p', {class: 'empty'}, 'None.'));
}

async function renderTask({framework, task}) {
  const answer = await ask('detail', `/v1/browse?framework=${framework}&task=${task}`);
  const rest = answer.record_count - answer.records.length;
  show('detail', backLink(), element('h2', {}, answer.name),
    element('div', {class: 'source'}, health(answer) || '', taskFacts(answer)),
    element('h3', {}, plural(answer.record_count, 'record')), recordTable(answer.records, true),
    rest > 0 ? element('p', {class: 'muted'}, `and ${number(rest)} more`) : '');
}

// ---- Changes --------------------------------------------------------------------------------

let changes = [];      // newest first
let unseenChanges = 0; // while another view is shown

function changeLines(list, count, kind) {
  const lines = list.slice(0, LINES_SHOWN_MAX).map((record) =>
    element('span', {class: `line mono ${kind}`}, nameLink(record.name), ` ${record.type} ${record.data}`));
  const rest = count - lines.length;
  if (rest > 0) lines.push(element('span', {class: 'rest'}, `and ${number(rest)} more`));
  return lines;
}

function showAges() {
  for (const change of changes) {
    change.age.textContent = ago(change.age_s + (performance.now() - change.cameAt) / 1000);
  }
}

function changeBlock(change) {
  return element('div', {class: 'change' + (change.isNew ? ' new' : ''), 'data-serial': change.serial},
    element('div', {class: 'head'}, change.age,
      element('span', {class: 'added'}, `+${number(change.added_count)}`),
      element('span', {class: 'removed'}, `−${number(change.removed_count)}`),
      element('span', {}, `serial ${change.serial}`)),
    ...changeLines(change.added, change.added_count, 'added'),
    ...changeLines(change.removed, change.removed_count, 'removed'));
}

function renderChanges() {
  $('list').removeAttribute('role');
  unseenChanges = 0;
  showUnseen();
  show('list-title', changes.length === 0 ? 'Changes' : `The last ${plural(changes.length, 'change')}`);
  show('list', ...changes.map(changeBlock), changes.length > 0 ? ''
    : element('p', {class: 'empty'}, 'Nothing has changed since this server knows the zone. What changes appears here at once.'));
  showAges();
  for (const change of changes) change.isNew = false;
}

// As many as may come, at most five times a second.
let changesTimer = null;
function renderChangesSoon() {
  if (changesTimer !== null) return;
  changesTimer = setTimeout(() => {
    changesTimer = null;
    if (place().view === 'changes') renderChanges();
    else showUnseen();
  }, CHANGES_INTERVAL_MS);
}

function showUnseen() {
  $('fresh').hidden = unseenChanges === 0;
  $('fresh').textContent = unseenChanges > 99 ? '99+' : String(unseenChanges);
}

function takeChange(change, isNew) {
  change.cameAt = performance.now();
  change.isNew = isNew;
  change.age = element('span', {title: change.at});
  changes.unshift(change);
  changes.length = Math.min(changes.length, CHANGES_SHOWN_MAX);
}

async function readChanges() {
  const answer = await ask('changes', `/v1/changes?limit=${CHANGES_SHOWN_MAX}`);
  changes = [];
  for (const change of answer.changes.reverse()) takeChange(change, false);
  return answer.serial;
}

// ---- What is shown now ----------------------------------------------------------------------

const VIEWS = {search: renderSearch, browse: renderBrowse, changes: renderChanges};

async function renderDetail(where) {
  const isOpen = where.name !== null || where.task !== null;
  document.body.classList.toggle('has-detail', isOpen);
  if (where.name !== null) await renderName(where.name);
  else if (where.task !== null) await renderTask(where);
  else show('detail', element('p', {class: 'muted'}, 'Choose a name to see what it resolves to, and why.'));
}

function render() {
  const where = place();
  const view = VIEWS[where.view] ? where.view : 'search';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  $('query').placeholder = view === 'browse' ? 'Filter by a part of a name or id' : 'Search a name';
  if (document.activeElement !== $('query')) $('query').value = where.query;
  showing('list', async () => VIEWS[view](where));
  showing('detail', () => renderDetail(where));
}

// After something changed: at most once in a while, and not for a page that nobody sees.
let refreshTimer = null;
function refreshSoon() {
  if (refreshTimer !== null) return;
  refreshTimer = setTimeout(() => {
    refreshTimer = null;
    if (isHidden()) return;
    const where = place();
    // A list of tasks that somebody reads does not jump under the reader.
    if (where.view === 'search') showing('list', () => renderSearch(where));
    if (where.name !== null) showing('detail', () => renderName(where.name));
  }, REFRESH_INTERVAL_MS);
}

// ---- The stream of changes ------------------------------------------------------------------

let stream = null;

// Not while nobody looks: browsers have few connections to one server for all their tabs.
async function watch() {
  if (isHidden()) return;
  let serial;
  try {
    serial = await readChanges();
  } catch (error) {
    if (error.name === 'AbortError') return;  // another call took over
    if (error instanceof Refusal && error.status === 404) return;  // nothing to watch here, ever
    setTimeout(watch, STATUS_INTERVAL_MS);
    return;
  }
  if (place().view === 'changes') renderChanges();
  if (stream !== null) stream.close();
  if (isHidden()) return;
  stream = new EventSource(`/v1/watch?since=${serial}`);
  stream.addEventListener('change', (event) => {
    const change = JSON.parse(event.data);
    takeChange(change, true);
    ++unseenChanges;
    $('serial').textContent = change.serial;
    renderChangesSoon();
    refreshSoon();
  });
  stream.addEventListener('reset', () => {
    watch();
    render();
  });
  stream.addEventListener('error', (event) => {
    // A browser comes back by itself unless the server refused.
    if (event.target.readyState === EventSource.CLOSED) setTimeout(watch, STATUS_INTERVAL_MS);
  });
}

// ---- Charts ---------------------------------------------------------------------------------

const CHART_WIDTH = 120;
const CHART_HEIGHT = 34;

class Chart {
  // Below `floor` the curve does not fill the height: small noise is to look small.
  constructor(title, floor, isMinor) {
    this.floor = floor;
    this.samples = [];
    this.value = element('div', {class: 'value'}, '–');
    this.note = element('div', {class: 'note'});
    this.curve = svg('path', {class: 'curve'});
    this.area = svg('path', {class: 'area'});
    this.root = element('div', {class: isMinor ? 'figure minor' : 'figure'}, element('h2', {}, title), this.value,
      svg('svg', {viewBox: `0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true'},
        svg('line', {class: 'base', x1: 0, x2: CHART_WIDTH, y1: CHART_HEIGHT - 1, y2: CHART_HEIGHT - 1}),
        this.area, this.curve),
      this.note);
  }

  // `sample` null: nothing is known, the curve keeps its gap.
  add(sample, text, unit, note) {
    this.samples.push(sample);
    if (this.samples.length > SAMPLES_MAX) this.samples.shift();
    this.value.replaceChildren(text, element('small', {}, unit));
    this.note.textContent = note || '';
    this.note.title = note || '';
    this.draw();
  }

  draw() {
    const top = Math.max(this.floor, ...this.samples.map((sample) => sample || 0));
    const x = (index) => CHART_WIDTH - (this.samples.length - 1 - index) * CHART_WIDTH / (SAMPLES_MAX - 1);
    const y = (sample) => CHART_HEIGHT - 2 - sample / top * (CHART_HEIGHT - 5);
    const points = this.samples.map((sample, index) => (sample === null ? null : [x(index), y(sample)])).filter(Boolean);
    const line = points.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join(' L ');
    this.curve.setAttribute('d', line && `M ${line}`);
    this.area.setAttribute('d', points.length < 2 ? ''
      : `M ${points[0][0].toFixed(1)} ${CHART_HEIGHT} L ${line} L ${points.at(-1)[0].toFixed(1)} ${CHART_HEIGHT} Z`);
  }
}

const charts = {
  queries: new Chart('DNS queries', 5),
  failures: new Chart('Not found or failed', 5),
  age: new Chart('Age of the data', 20, true),
  update: new Chart('Last whole update', 20, true),
  trip: new Chart('This page’s way to the server', 20, true),
};

// Counters of the last look, to make rates of.
let lastLook = null;

const sum = (counters, ...names) => names.reduce((total, name) => total + (counters[name] || 0), 0);

function ratesOf(dns, now) {
  const counters = {
    queries: sum(dns, 'dns_udp_queries', 'dns_tcp_queries'),
    tcp: sum(dns, 'dns_tcp_queries'),
    missing: sum(dns, 'dns_replies_nxdomain'),
    failed: sum(dns, 'dns_replies_servfail', 'dns_replies_refused', 'dns_replies_formerr'),
  };
  const before = lastLook;
  lastLook = {counters, now};
  if (before === null || before.counters.queries > counters.queries) return null;  // the server is another one
  const seconds = (now - before.now) / 1000;
  return Object.fromEntries(Object.entries(counters)
    .map(([name, count]) => [name, Math.max(0, count - before.counters[name]) / seconds]));
}

function drawCharts(status, tripMs) {
  const {zone, dns, board} = status;
  const rates = ratesOf(dns, performance.now());
  if (rates !== null) {
    charts.queries.add(rates.queries, rate(rates.queries), '/s', rates.tcp > 0 ? `${rate(rates.tcp)} /s over TCP` : 'all over UDP');
    charts.failures.add(rates.missing + rates.failed, rate(rates.missing + rates.failed), '/s',
      `${rate(rates.missing)} NXDOMAIN, ${rate(rates.failed)} failed`);
  }
  charts.age.add(zone.known ? zone.data_age_s : null, zone.known ? number(zone.data_age_s) : '–', 's',
    zone.known ? `records changed ${ago(zone.age_s)}` : 'nothing known yet');
  if (board.apply_ms !== undefined) {
    const parts = ['fetch', 'parse', 'apply'].filter((part) => board[`${part}_ms`] !== undefined);
    const total = parts.reduce((ms, part) => ms + board[`${part}_ms`], 0);
    charts.update.add(total, number(total), 'ms', parts.map((part) => `${part} ${number(board[`${part}_ms`])}`).join(' · '));
  }
  charts.trip.add(tripMs, tripMs < 10 ? tripMs.toFixed(1) : number(Math.round(tripMs)), 'ms', 'there and back, /v1/status');
}

// ---- How the server is ----------------------------------------------------------------------

const SOURCES = {stream: 'event stream', poll: 'polling', file: 'file', 'last good': 'kept from before the start'};

// [class, word] of the pill, and [class, text] of the alert, or null.
function judge({zone, board}) {
  const failure = board.last_failure;
  if (!zone.known) {
    const why = failure ? ` ${failure}` : '';
    return {pill: ['bad', 'no state yet'],
      alert: ['bad', `The state of the cluster is not known yet; names of the zone get SERVFAIL.${why}`]};
  }
  if (failure) {
    return {pill: ['bad', board.following === 'file' ? 'file unreadable' : 'master unreachable'], alert: ['bad',
      `The state of the cluster cannot be read: ${failure}. What was known last is served on.`]};
  }
  if (board.hold_reason) {
    const why = board.hold_reason === 'new_leader' ? 'Another master leads' : 'The master lists far fewer tasks than before';
    return {pill: ['warn', 'holding'], alert: ['warn',
      `${why}: ${plural(board.held_tasks, 'task')} that it does not list are served on.`]};
  }
  return {pill: ['good', board.following === 'stream' ? 'live' : 'up to date'], alert: null};
}

function showVerdict({pill, alert}) {
  $('state').className = `pill ${pill[0]}`;
  $('state').textContent = pill[1];
  $('alert').hidden = alert === null;
  if (alert === null) return;
  $('alert').className = `alert ${alert[0]}`;
  if ($('alert').textContent !== alert[1]) $('alert').textContent = alert[1];
}

function showStatus(status, tripMs) {
  const {zone, board} = status;
  showVerdict(judge(status));
  $('leader').textContent = (board.leader || 'not known').replace(/^.*@/, '');
  $('age').textContent = zone.known ? ago(zone.data_age_s) : 'none';
  $('source').textContent = SOURCES[board.following] || board.following || 'none';
  $('serial').textContent = zone.known ? zone.serial : '–';
  $('counts').textContent = [plural(zone.name_count, 'name'), plural(zone.record_count, 'record'),
    plural(zone.task_count, 'task'), plural(board.agents || 0, 'agent'), plural(board.frameworks || 0, 'framework')].join(' · ');
  drawCharts(status, tripMs);
  showAges();
}

let wasKnown = false;

async function readStatus() {
  if (isHidden()) {
    setTimeout(readStatus, STATUS_INTERVAL_MS);
    return;
  }
  try {
    const begin = performance.now();
    const status = await ask('status', '/v1/status');
    showStatus(status, performance.now() - begin);
    if (status.zone.known && !wasKnown) render();
    wasKnown = status.zone.known;
  } catch (error) {
    wasKnown = false;
    lastLook = null;
    showVerdict({pill: ['bad', 'no answer'],
      alert: ['bad', 'This server does not answer. The page shows what it said last.']});
  }
  setTimeout(readStatus, STATUS_INTERVAL_MS);
}

// ---- Keyboard -------------------------------------------------------------------------------

const rows = () => [...document.querySelectorAll('#list .row')];

// Moves the choice within a list of names, the focus within other lists.
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  if (all[0].getAttribute('role') !== 'option') {
    const at = all.indexOf(document.activeElement);
    all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
    return;
  }
  const at = all.findIndex((row) => row.getAttribute('aria-selected') === 'true');
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  for (const row of all) row.setAttribute('aria-selected', String(row === next));
  $('query').setAttribute('aria-activedescendant', next.id);
  next.scrollIntoView({block: 'nearest'});
}

// The chosen name, the first one without a choice; without any the text as it stands.
function openChosen() {
  const all = rows().filter((row) => row.dataset.name);
  const chosen = all.find((row) => row.getAttribute('aria-selected') === 'true') || all[0];
  const name = chosen ? chosen.dataset.name : $('query').value.trim();
  if (name) location.hash = explainAddress(name);
}

function stepBack() {
  const where = place();
  if (where.name !== null || where.task !== null) go({...where, name: null, task: null});
  else if (where.query) { $('query').value = ''; replacePlace({...where, query: ''}); }
  else if (where.framework !== null) go({view: 'browse'});
  else $('query').blur();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inSearch = document.activeElement === $('query');
  if (event.key === '/' && !inSearch) $('query').focus();
  else if (event.key === 'ArrowDown') move(1);
  else if (event.key === 'ArrowUp') move(-1);
  else if (event.key === 'Escape') stepBack();
  else if (event.key === 'Enter' && inSearch && place().view === 'search') openChosen();
  else return;
  event.preventDefault();
});

let searchTimer = null;
$('query').addEventListener('input', () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => {
    const where = place();
    const view = where.view === 'browse' ? 'browse' : 'search';
    replacePlace({...where, view, query: $('query').value, name: null, task: null});
  }, SEARCH_DELAY_MS);
});

// ---- Start ----------------------------------------------------------------------------------

window.addEventListener('hashchange', render);
document.addEventListener('visibilitychange', () => {
  if (isHidden()) {
    if (stream !== null) stream.close();
    stream = null;
  } else {
    watch();
    refreshSoon();
  }
});
$('figures').append(...Object.values(charts).map((chart) => chart.root));
render();
readStatus();
watch();
if (matchMedia('(hover: hover)').matches) $('query').focus();
