#!/usr/bin/env bash
# Makes saddlescope/report/page/plotly.js.gz anew, from the versions in tools/plotly/package.json. A contributor's tool:
# the result is kept in the repository and no build needs this. Needs Node.js 20 or newer with npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
page=$here/../../saddlescope/report/page
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$here"/{package.json,entry.js,bundle.mjs} "$folder"
cd "$folder"
npm install --no-audit --no-fund --ignore-scripts --legacy-peer-deps
node node_modules/esbuild/install.js
node bundle.mjs entry.js "$page/plotly.js.gz" "$page/plotly.sha256" "$page/plotly-license.txt"
