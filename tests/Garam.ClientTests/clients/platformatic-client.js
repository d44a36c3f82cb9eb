'use strict';
const fs = require('fs');
const path = require('path');
const { event, records, messages, chunks, onStop, run, request } = require('./protocol');
const { Producer, Consumer, MessagesStreamModes, MessagesStreamFallbackModes, ProduceAcks } = require('@platformatic/kafka');

// The package does not export its package.json.
const manifest = path.join(process.env.NODE_PATH, '@platformatic/kafka/package.json');
event('version', '@platformatic/kafka', JSON.parse(fs.readFileSync(manifest)).version);
const shared = { clientId: 'garam-platformatic', bootstrapBrokers: request.bootstrap.split(','), autocreateTopics: false };

async function produce() {
  for (const send of request.sends) {
    const producer = new Producer({ ...shared, compression: send.codec, acks: ProduceAcks.ALL });
    for (const chunk of chunks(messages(send), 500)) {
      await producer.send({ messages: chunk.map((m) => ({ topic: send.topic, key: m.key ?? undefined, value: m.value })) });
    }
    await producer.close();
    event('sent', send.topic);
  }
}

async function consume() {
  const consumer = new Consumer({ ...shared, groupId: request.group, sessionTimeout: request.sessionMs, heartbeatInterval: 500, maxWaitTime: 200 });
  consumer.on('consumer:group:join', ({ assignments }) =>
    event('assigned', ...(assignments ?? []).flatMap(({ topic, partitions }) => partitions.map((p) => `${topic}-${p}`))));
  const stream = await consumer.consume({ topics: request.topics, autocommit: true, mode: MessagesStreamModes.COMMITTED, fallbackMode: MessagesStreamFallbackModes.EARLIEST });
  onStop(() => stream.close());
  for await (const message of stream) {
    records(message.topic, message.partition, [{ offset: message.offset, key: message.key?.length ? message.key : null, value: message.value }]);
  }
  await consumer.close(true);
}

run({ produce, consume });
