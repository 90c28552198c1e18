// Plotly's core and the traces that charts of Saddlescope use (report/chart_plotly.cpp); scatter comes with the core. Words of
// its own buttons in the page's second language.
'use strict';

const Plotly = require('plotly.js/lib/core');

Plotly.register([
  require('plotly.js/lib/bar'),
  require('plotly.js/lib/contour'),
  require('plotly.js/lib/histogram'),
  require('plotly.js/lib/scatter3d'),
  require('plotly.js/lib/surface'),
  require('plotly.js/lib/locales/zh-tw'),
]);

module.exports = Plotly;
