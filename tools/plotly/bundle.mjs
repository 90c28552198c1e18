// Bundles entry.js as Plotly's own build does (esbuild-config.js there), for the page: one script that sets
// window.Plotly, compressed by gzip without a time stamp, so that the same versions give the same bytes.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
const { environmentPlugin } = require('esbuild-plugin-environment');
const { glsl } = require('esbuild-plugin-glsl');
const inlineCss = require('esbuild-plugin-inline-css');

// The licence of every package that a bundled file came from, Plotly's first.
function licenses(files) {
  const packages = new Set(['plotly.js']);
  for (const file of files) {
    const inside = file.slice(file.lastIndexOf('node_modules/') + 'node_modules/'.length).split('/');
    if (!file.includes('node_modules/')) continue;
    packages.add(inside[0].startsWith('@') ? `${inside[0]}/${inside[1]}` : inside[0]);
  }
  const [plotly, ...others] = packages;
  return [plotly, ...others.sort()].map((name) => {
    const folder = `node_modules/${name}`;
    const about = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
    const text = file ? readFileSync(`${folder}/${file}`, 'utf8') : `Licence: ${about.license}`;
    return `${name} ${about.version} (${about.license})\n\n${text.replace(/\r/g, '').replace(/[ \t]+$/gm, '').trim()}\n`;
  }).join(`\n${'-'.repeat(100)}\n\n`);
}

const [, , entry, script, hash, license] = process.argv;
const { version } = JSON.parse(readFileSync('node_modules/plotly.js/package.json', 'utf8'));
const built = await esbuild.build({
  entryPoints: [entry],
  format: 'iife',
  globalName: 'Plotly',
  bundle: true,
  minify: true,
  legalComments: 'none',
  write: false,
  metafile: true,
  plugins: [inlineCss(), glsl({ minify: true }), environmentPlugin({ NODE_DEBUG: false })],
  alias: { regl: '@plotly/regl', stream: 'stream-browserify' },
  define: { global: 'window', 'define.amd': 'false' },
  // An old library checks "this" for a global object; strict inline scripts have window.
  target: 'es2018',
  charset: 'ascii',
});
const head = `/* plotly.js ${version}: bar, contour, histogram, scatter, scatter3d, surface. `
  + 'Copyright 2012-2026, Plotly, Inc. MIT licence. Packages in it: plotly-license.txt of Saddlescope. */\n';
const text = head + built.outputFiles[0].text;
writeFileSync(script, gzipSync(Buffer.from(text), { level: 9 }));
// What the page's Content-Security-Policy lets run.
writeFileSync(hash, createHash('sha256').update(text).digest('base64'));
writeFileSync(license, licenses(Object.keys(built.metafile.inputs)));
console.log(`plotly.js ${version}: ${text.length} bytes, compressed ${readFileSync(script).length}`);
