'use strict';
const { event, records, messages, chunks, onStop, run, request } = require('./protocol');
const { KafkaJS } = require('@confluentinc/kafka-javascript');
const library = require('@confluentinc/kafka-javascript');

event('version', '@confluentinc/kafka-javascript', require('@confluentinc/kafka-javascript/package.json').version, 'librdkafka', library.librdkafkaVersion);
const kafka = new KafkaJS.Kafka({ kafkaJS: { clientId: 'garam-confluent', brokers: request.bootstrap.split(','), logLevel: KafkaJS.logLevel.NOTHING } });

// A producer has one codec for all it sends.
async function produce() {
  for (const codec of new Set(request.sends.map((send) => send.codec))) {
    const producer = kafka.producer({ kafkaJS: { compression: codec, acks: -1 }, 'linger.ms': 20, partitioner: 'murmur2_random', 'allow.auto.create.topics': false });
    await producer.connect();
    for (const send of request.sends.filter((send) => send.codec === codec)) {
      await producer.send({ topic: send.topic, messages: messages(send) });
      event('sent', send.topic);
    }
    await producer.disconnect();
  }
}

async function sequence() {
  const producer = kafka.producer({
    kafkaJS: { idempotent: true, acks: -1 }, 'linger.ms': 5, 'message.timeout.ms': 0,
    'retry.backoff.ms': 50, 'reconnect.backoff.ms': 50, 'reconnect.backoff.max.ms': 250,
  });
  await producer.connect();
  let stopping = false, sent = 0, acked = 0;
  onStop(() => { stopping = true; });
  const underWay = new Set();
  while (!stopping) {
    const batch = Array.from({ length: 200 }, (_, i) => ({ partition: (sent + i) % request.partitions, value: String(sent + i).padEnd(200) }));
    sent += batch.length;
    const one = producer.send({ topic: request.topic, messages: batch }).then(() => {
      event('acked', acked += batch.length);
      underWay.delete(one);
    });
    underWay.add(one);
    if (underWay.size >= 8) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  await producer.disconnect();
  event('done', sent, acked);
}

async function consume() {
  const consumer = kafka.consumer({
    kafkaJS: { groupId: request.group, fromBeginning: true, autoCommit: false },
    'session.timeout.ms': request.sessionMs, 'heartbeat.interval.ms': 500, 'fetch.wait.max.ms': 200,
    'partition.assignment.strategy': 'range', 'reconnect.backoff.max.ms': 500,
    ...(request.instance ? { 'group.instance.id': request.instance } : {}),
    rebalance_cb: (err, assignment) => {
      const list = assignment.map((a) => `${a.topic}-${a.partition}`);
      if (err.code === KafkaJS.ErrorCodes.ERR__ASSIGN_PARTITIONS) event('assigned', ...list);
      else event('revoked', ...list);
    },
  });
  let stop;
  const stopped = new Promise((resolve) => { stop = resolve; });
  onStop(stop);
  await consumer.connect();
  // commitOffsets resolves once a commit is queued (commitAsync in its native part), however the server answers it later: this is the answer.
  consumer._getInternalClient().on('offset.commit', (err, offsets) => {
    for (const { topic, partition, offset } of offsets ?? []) {
      if (err) event('uncommitted', topic, partition, err.code);
      else event('committed', topic, partition, offset);
    }
  });
  await consumer.subscribe({ topics: request.topics });
  await consumer.run({
    eachBatchAutoResolve: false,
    async eachBatch({ batch, resolveOffset, isStale }) {
      for (const part of chunks(batch.messages, 1000)) {
        if (isStale()) return;
        records(batch.topic, batch.partition, part);
        const last = part[part.length - 1].offset;
        resolveOffset(last);
        const next = String(BigInt(last) + 1n);
        try {
          await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset: next }]);
        } catch (e) {
          // A rebalance came first: what was not committed is delivered again.
          event('uncommitted', batch.topic, batch.partition, e.code);
        }
      }
    },
  });
  await stopped;
  await consumer.disconnect();
}

run({ produce, sequence, consume });
