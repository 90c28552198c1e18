// Puts Plotly's figures in the place of the still pictures, and buttons beside commands. Everything is readable without
// it; where a step fails, or a browser takes WebGL away, the picture stays and the page says so.
(function () {
  'use strict';

  const words = document.body.dataset;
  const root = document.documentElement;
  const NARROW = 640;  // pixels: words right of a plot would leave it no room
  // Pixels of a scene in which balls would hide what they stand on, and the axes' names leave the picture: balls are smaller
  // there, the eye is farther away.
  const SMALL = 420, SMALLER = 0.65, FARTHER = 1.3;
  const MOST_SPATIAL = 8;  // browsers take away the WebGL of those that were there first

  // ---- Commands

  function addCopyButton(block) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = words.copy;
    block.prepend(button);
  }

  // One listener for all, those of a card that is shown twice among them.
  function copyWhereAsked(event) {
    const button = event.target.closest('button.copy');
    if (!button) return;
    const block = button.parentElement;
    copy(block.textContent.slice(button.textContent.length), block).then(function () {
      button.textContent = words.copied;
      setTimeout(function () { button.textContent = words.copy; }, 2000);
    });
  }

  async function copy(text, block) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {  // no permission: select it, so that a key copies it
      const range = document.createRange();
      range.selectNodeContents(block);
      range.setStartAfter(block.querySelector('button'));
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      document.execCommand('copy');
    }
  }

  // ---- Bars of buttons: one stop of the Tab key each, arrows lead from button to button (WAI-ARIA's toolbar)

  function stopAt(bar, chosen) {
    for (const button of bar.querySelectorAll('button')) button.tabIndex = button === chosen ? 0 : -1;
  }

  function walkBar(event) {
    const bar = event.target.closest('[role="toolbar"]');
    if (!bar || withModifier(event)) return;
    const buttons = [...bar.querySelectorAll('button')], at = buttons.indexOf(event.target);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (!buttons[next]) return;
    event.preventDefault();
    buttons[next].focus();
  }

  function stopWhereFocused(event) {
    const bar = event.target.closest('[role="toolbar"]');
    if (bar) stopAt(bar, event.target);
  }

  function withModifier(event) {
    return event.altKey || event.ctrlKey || event.metaKey;
  }

  // ---- A surface in space, turned by keys as by dragging

  const TURN = Math.PI / 18, STEEPEST = 0.49 * Math.PI;  // angles, a step of the arrows and the most above the ground
  const ZOOM = 1.15, NEAREST = 0.6, FARTHEST = 8;  // distance of the eye: a step's factor, its ends
  const TURNS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };  // around, above
  const ZOOMS = { '+': 1 / ZOOM, '=': 1 / ZOOM, '-': ZOOM, '_': ZOOM };

  // The camera after a key; nothing where the key says nothing to it.
  function cameraAfter(key, camera, first) {
    if (key === 'Home') return first;
    const { eye, center } = camera, x = eye.x - center.x, y = eye.y - center.y, z = eye.z - center.z;
    let away = Math.hypot(x, y, z), around = Math.atan2(y, x), above = Math.asin(z / away);
    if (TURNS[key]) {
      around += TURN * TURNS[key][0];
      above = Math.max(-STEEPEST, Math.min(STEEPEST, above + TURN * TURNS[key][1]));
    } else if (ZOOMS[key]) {
      away = Math.max(NEAREST, Math.min(FARTHEST, away * ZOOMS[key]));
    } else {
      return null;
    }
    const flat = away * Math.cos(above);
    const turned = { x: flat * Math.cos(around), y: flat * Math.sin(around), z: away * Math.sin(above) };
    for (const axis of ['x', 'y', 'z']) turned[axis] += center[axis];
    return { ...camera, up: { x: 0, y: 0, z: 1 }, eye: turned };
  }

  // ---- Plotly

  const byFinger = matchMedia('(pointer: coarse)').matches;

  async function inflate(element) {
    const bytes = Uint8Array.from(atob(element.textContent), function (c) { return c.charCodeAt(0); });
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
  }

  async function loadPlotly() {
    const script = document.createElement('script');
    script.textContent = await inflate(document.getElementById('plotly'));
    document.head.append(script);
    if (!window.Plotly) throw new Error('Plotly was not run');
  }

  function hasWebGL() {
    try {
      const canvas = document.createElement('canvas');
      return Boolean(canvas.getContext('webgl2') || canvas.getContext('webgl'));
    } catch (refused) {
      return false;
    }
  }

  // A copy in which "var:blue" of a member that is a colour is the page's --chart-blue.
  function coloured(value, key, style) {
    if (typeof value === 'string') {
      if (!value.startsWith('var:') || !/color/i.test(key)) return value;
      return style.getPropertyValue('--chart-' + value.slice(4)).trim();
    }
    if (Array.isArray(value)) return value.map(function (entry) { return coloured(entry, key, style); });
    if (value === null || typeof value !== 'object') return value;
    const copy = {};
    for (const name of Object.keys(value)) copy[name] = coloured(value[name], /color/i.test(key) ? key : name, style);
    return copy;
  }

  // Words that several views say stand once in the data (page.cpp).
  function spelled(trace, texts) {
    if (!texts || !Array.isArray(trace.hovertext)) return trace;
    return { ...trace, hovertext: trace.hovertext.map(function (number) { return texts[number]; }) };
  }

  const config = {
    responsive: true,
    displaylogo: false,
    showSendToCloud: false,
    plotlyServerURL: '',
    locale: words.locale,
    modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'],
  };

  class LiveChart {
    constructor(figure, chart, views) {
      this.figure = figure;
      this.chart = chart;
      this.views = views;
      this.at = 0;
      this.live = document.createElement('div');
      this.live.className = 'live';
      this.live.setAttribute('aria-labelledby', figure.getAttribute('aria-labelledby'));
      this.live.addEventListener('webglcontextlost', () => keepPicture(figure), true);
      this.live.addEventListener('keydown', (event) => this.turn(event));
      this.keys = document.createElement('p');
      this.keys.className = 'keys';
      this.keys.id = figure.id + '-keys';
      this.keys.textContent = words.keys;
      this.buttons = [];
      figure.querySelector('.picture').after(this.makeSwitch(), this.live, this.keys);
    }

    makeSwitch() {
      const group = document.createElement('div');
      group.className = 'switch';
      group.setAttribute('role', 'toolbar');
      group.setAttribute('aria-labelledby', this.figure.getAttribute('aria-labelledby'));
      const add = (label, chosen) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = label;
        button.addEventListener('click', chosen);
        this.buttons.push(button);
        group.append(button);
      };
      if (this.views.length > 1) {
        this.views.forEach((view, index) => add(view.label, () => { this.still(false); this.change(index); }));
      }
      add(words.picture, () => this.still(!this.figure.classList.contains('still')));
      stopAt(group, this.buttons[0]);
      return group;
    }

    // What has keys of its own is reached by Tab, and a screen reader hands the keys through.
    takeKeys(spatial) {
      this.live.setAttribute('role', spatial ? 'application' : 'group');
      this.live.tabIndex = spatial ? 0 : -1;
      if (spatial) {
        this.live.setAttribute('aria-describedby', this.keys.id);
      } else {
        this.live.removeAttribute('aria-describedby');
      }
    }

    turn(event) {
      if (event.target !== this.live || !this.views[this.at].spatial || withModifier(event)) return;
      const camera = cameraAfter(event.key, this.live.layout.scene.camera, this.camera(this.views[this.at]));
      if (!camera) return;
      event.preventDefault();
      window.Plotly.relayout(this.live, { 'scene.camera': camera });
    }

    still(on) {
      this.figure.classList.toggle('still', on);
      this.press();
      if (!on) window.Plotly.Plots.resize(this.live);
    }

    press() {
      const still = this.figure.classList.contains('still');
      this.buttons.forEach((button, index) => {
        const pressed = index === this.buttons.length - 1 ? still : !still && index === this.at;
        button.setAttribute('aria-pressed', String(pressed));
      });
    }

    async show(index) {
      this.at = index;
      const view = this.views[index];
      const style = getComputedStyle(root);
      this.live.classList.toggle('spatial', Boolean(view.spatial));
      this.takeKeys(Boolean(view.spatial));
      this.live.classList.toggle('map', Boolean(view.shape));
      if (view.shape) this.live.style.setProperty('--shape', view.shape);
      this.figure.classList.add('drawn');
      if (view.spatial !== this.drawnSpatial) {
        window.Plotly.purge(this.live);  // and what listened
        this.follows = false;
      }
      this.drawnSpatial = view.spatial;
      this.press();
      const narrow = this.live.clientWidth < NARROW && view.narrow;
      const layout = coloured({ ...view.layout, ...narrow }, '', style);
      if (view.spatial) layout.scene.camera = this.camera(view);
      if (byFinger && !view.spatial) layout.dragmode = false;  // a finger on a chart moves the page
      await window.Plotly.react(this.live, this.traces(view, style), layout, config);
      window.Plotly.Plots.resize(this.live);
      const tools = this.live.querySelector('.modebar');
      if (tools) {
        tools.setAttribute('aria-label', words.tools);
        stopAt(tools, tools.querySelector('button'));
      }
      if (this.follows) return;
      this.follows = true;
      this.live.on('plotly_click', (event) => this.follow(event.points[0]));
    }

    small(view) {
      return view.spatial && this.live.clientWidth < SMALL;
    }

    // What a scene is first looked at from.
    camera(view) {
      const camera = structuredClone(view.layout.scene.camera);  // which Plotly may write into
      for (const axis of this.small(view) ? ['x', 'y', 'z'] : []) camera.eye[axis] *= FARTHER;
      return camera;
    }

    traces(view, style) {
      const small = this.small(view);
      return view.data.map((trace) => {
        const drawn = coloured(spelled(trace, this.chart.texts), '', style);
        if (small && drawn.marker) drawn.marker.size *= SMALLER;
        return drawn;
      });
    }

    // A view that is shown later may be malformed.
    change(index) {
      if (this.figure.dataset.failed) return;
      this.show(index).catch((failed) => keepPicture(this.figure, failed));
    }

    follow(point) {
      const link = point && (Array.isArray(point.customdata) ? point.customdata[0] : point.customdata);
      if (typeof link !== 'string' || !link.startsWith('#')) return;
      this.live.focus({ preventScroll: true });  // where a dialog gives the focus back to
      const hash = '#' + this.chart.prefix + link.slice(1);
      if (location.hash === hash) {
        dispatchEvent(new Event('hashchange'));
      } else {
        location.hash = hash;
      }
    }
  }

  // The picture stays, and the page says so: once a chart, or once for all.
  function say(place, failed) {
    const note = document.createElement('p');
    note.className = 'failed-note';
    note.setAttribute('role', 'status');
    note.textContent = words.failed;
    place.before(note);
    if (failed) console.error(failed);
  }

  function keepPicture(figure, failed) {
    if (figure.dataset.failed) return;
    figure.dataset.failed = 'yes';
    figure.classList.remove('drawn');
    for (const part of figure.querySelectorAll('.live, .switch, .keys')) part.remove();
    say(figure.querySelector('.picture'), failed);
  }

  async function draw(figure, chart, spatially) {
    try {
      const views = chart.views.filter(function (view) { return spatially || !view.spatial; });
      if (views.length === 0) return null;
      const one = new LiveChart(figure, chart, views);
      await one.show(0);
      return one;
    } catch (failed) {
      keepPicture(figure, failed);
      return null;
    }
  }

  async function drawAll(charts) {
    await loadPlotly();
    const webgl = hasWebGL();
    const live = [];
    let spatial = 0;
    for (const figure of document.querySelectorAll('figure[data-chart]')) {
      const chart = charts[Number(figure.dataset.chart)];
      const one = await draw(figure, chart, webgl && spatial < MOST_SPATIAL);
      if (!one) continue;
      live.push(one);
      if (one.views.some(function (view) { return view.spatial; })) spatial += 1;
    }
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () {
      for (const one of live) one.change(one.at);
    });
    root.dataset.charts = 'drawn';
  }

  for (const block of document.querySelectorAll('pre.command, td code.command')) addCopyButton(block);
  addEventListener('click', copyWhereAsked);
  addEventListener('keydown', walkBar);
  addEventListener('focusin', stopWhereFocused);
  const first = document.querySelector('figure[data-chart]');
  if (!first || !window.DecompressionStream) {
    root.dataset.charts = 'still';
    return;
  }
  Promise.resolve().then(function () {
    return drawAll(JSON.parse(document.getElementById('chart-data').textContent));
  }).catch(function (failed) {
    root.dataset.charts = 'still';
    say(first.querySelector('.picture'), failed);
  });
})();
