// What every JavaScript client of the tests shares: the request is one JSON argument; records leave as
// "topic TAB partition TAB offset TAB key TAB value", events as "#name arguments". clients/README.md describes both.
'use strict';
const fs = require('fs');

const [verb, json] = process.argv.slice(2);
const request = JSON.parse(json);

const TAB = Buffer.from('\t');
const NEWLINE = Buffer.from('\n');

exports.verb = verb;
exports.request = request;

// Straight to the descriptor: what was written is with the test even if the process is killed next.
function write(bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (e) {
      if (e.code !== 'EAGAIN') throw e;
    }
  }
}

exports.event = (...words) => write(Buffer.from('#' + words.join(' ') + '\n'));

exports.records = (topic, partition, messages) => {
  const parts = [];
  for (const message of messages) {
    parts.push(Buffer.from(`${topic}\t${partition}\t${message.offset}\t`), message.key ?? Buffer.alloc(0), TAB, message.value, NEWLINE);
  }
  write(Buffer.concat(parts));
};

exports.lines = (file) => {
  const bytes = fs.readFileSync(file);
  const lines = [];
  for (let at = 0; at < bytes.length;) {
    let end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return lines;
};

// The messages of one "send": the file's lines, keyed by their running number where the test wants keys.
exports.messages = (send) => {
  const lines = exports.lines(send.file);
  return Array.from({ length: lines.length * send.times }, (_, i) =>
    ({ key: send.keyed ? Buffer.from(String(send.first + i)) : null, value: lines[i % lines.length] }));
};

exports.chunks = function* (items, size) {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
};

exports.onStop = (action) => process.once('SIGTERM', action);

exports.run = (verbs) => verbs[verb]().then(() => process.exit(0), (e) => {
  process.stderr.write((e.stack || String(e)) + '\n');
  process.exit(1);
});
