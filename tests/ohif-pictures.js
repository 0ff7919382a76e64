// node ohif-pictures.js DEBUGGING-PORT ORIGIN SECONDS NAME=PATH...
// Opens each page in a Chromium that runs, gives it so many seconds to draw, and writes NAME.png.
const fs = require('fs');
const http = require('http');
const Socket = globalThis.WebSocket || require('ws');

const [port, base, seconds, ...pages] = process.argv.slice(2);
const get = (path, method = 'GET') => new Promise((done, failed) => http.request({ host: '127.0.0.1', port, path, method }, answer => {
  let text = ''; answer.on('data', piece => text += piece); answer.on('end', () => done(JSON.parse(text)));
}).on('error', failed).end());

async function shoot(name, path) {
  const tab = await get('/json/new?about:blank', 'PUT');
  const socket = new Socket(tab.webSocketDebuggerUrl);
  await new Promise(open => { socket.onopen = open; });
  let next = 0; const waiting = new Map();
  socket.onmessage = message => { const m = JSON.parse(message.data); if (waiting.has(m.id)) waiting.get(m.id)(m.result); };
  const call = (method, params = {}) => new Promise(done => { waiting.set(++next, done); socket.send(JSON.stringify({ id: next, method, params })); });
  await call('Page.enable');
  await call('Page.navigate', { url: base + path });
  await new Promise(later => setTimeout(later, seconds * 1000));
  await call('Runtime.evaluate', { expression: "[...document.querySelectorAll('button,a')].filter(e=>/Skip all/.test(e.textContent)).forEach(e=>e.click())" });
  await new Promise(later => setTimeout(later, 1500));
  const shot = await call('Page.captureScreenshot', { format: 'png' });
  fs.writeFileSync(name + '.png', Buffer.from(shot.data, 'base64'));
  socket.send(JSON.stringify({ id: ++next, method: 'Page.close' })); socket.close();
}
(async () => { for (const page of pages) await shoot(...[page.slice(0, page.indexOf('=')), page.slice(page.indexOf('=') + 1)]); process.exit(0); })();
