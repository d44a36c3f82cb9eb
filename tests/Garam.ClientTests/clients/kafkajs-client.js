'use strict';
const { event, records, messages, chunks, onStop, run, request, verb } = require('./protocol');
const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs');
const wasm = require('@platformatic/wasm-utils');

// kafkajs comes with gzip only and takes the rest from its user. Snappy in Kafka is framed (xerial), each frame a raw block behind its length.
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
const uint32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };

CompressionCodecs[CompressionTypes.Snappy] = () => ({
  async compress(encoder) {
    const block = wasm.snappyCompress(encoder.buffer);
    return Buffer.concat([XERIAL, uint32(block.length), block]);
  },
  async decompress(bytes) {
    if (!bytes.subarray(0, 8).equals(XERIAL.subarray(0, 8))) return wasm.snappyDecompress(bytes);
    const blocks = [];
    for (let at = 16; at < bytes.length;) {
      const length = bytes.readUInt32BE(at);
      blocks.push(Buffer.from(wasm.snappyDecompress(bytes.subarray(at + 4, at + 4 + length))));
      at += 4 + length;
    }
    return Buffer.concat(blocks);
  },
});
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  async compress(encoder) { return wasm.lz4Compress(encoder.buffer); },
  async decompress(bytes) { return wasm.lz4Decompress(bytes); },
});

const types = { none: CompressionTypes.None, gzip: CompressionTypes.GZIP, snappy: CompressionTypes.Snappy, lz4: CompressionTypes.LZ4 };

event('version', 'kafkajs', require('kafkajs/package.json').version);
const kafka = new Kafka({
  clientId: 'garam-kafkajs', brokers: request.bootstrap.split(','), logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 1000 },
});

async function produce() {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  for (const send of request.sends) {
    for (const chunk of chunks(messages(send), 500)) {
      await producer.send({ topic: send.topic, compression: types[send.codec], messages: chunk });
    }
    event('sent', send.topic);
  }
  await producer.disconnect();
}

async function sequence() {
  const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  let stopping = false, sent = 0, acked = 0;
  onStop(() => { stopping = true; });
  while (!stopping) {
    const batch = Array.from({ length: 200 }, (_, i) => ({ partition: (sent + i) % request.partitions, value: String(sent + i).padEnd(200) }));
    sent += batch.length;
    await producer.send({ topic: request.topic, messages: batch });
    event('acked', acked += batch.length);
  }
  await producer.disconnect();
  event('done', sent, acked);
}

async function consume() {
  const consumer = kafka.consumer({
    groupId: request.group, sessionTimeout: request.sessionMs, heartbeatInterval: 500, rebalanceTimeout: 10000,
    maxWaitTimeInMs: 200, allowAutoTopicCreation: false,
  });
  let stop;
  const stopped = new Promise((resolve) => { stop = resolve; });
  onStop(stop);
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    event('assigned', ...Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) => partitions.map((p) => `${topic}-${p}`))));
  await consumer.connect();
  await consumer.subscribe({ topics: request.topics, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 1,
    eachBatchAutoResolve: false,
    async eachBatch({ batch, heartbeat, resolveOffset, isRunning, isStale }) {
      for (const part of chunks(batch.messages, 1000)) {
        if (!isRunning() || isStale()) return;
        records(batch.topic, batch.partition, part);
        const last = part[part.length - 1].offset;
        resolveOffset(last);
        const next = String(BigInt(last) + 1n);
        await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: next }]);
        event('committed', batch.topic, batch.partition, next);
        await heartbeat();
      }
    },
  });
  await stopped;
  await consumer.disconnect();
}

run({ produce, sequence, consume });
