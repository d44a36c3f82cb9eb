// "traffic" with kafkajs and its default settings; README.md describes request and events.
'use strict';
const readline = require('readline');
const { event, records, run, request } = require('./protocol');
const { Kafka, logLevel } = require('kafkajs');

event('version', 'kafkajs', require('kafkajs/package.json').version);
const kafka = new Kafka({ clientId: request.clientId ?? 'traffic', brokers: request.bootstrap.split(','), logLevel: logLevel.NOTHING });

// One line ends the producers, the end of the input everything.
let stopped = false;
const input = readline.createInterface({ input: process.stdin });
input.on('line', () => { stopped = true; });
const ended = new Promise((resolve) => input.on('close', () => { stopped = true; resolve(); }));

const failed = (role, e) => {
  const causes = [];
  for (let cause = e; cause && causes.length < 5; cause = cause.cause) causes.push(`${cause.name}: ${cause.message} (${cause.retryCount ?? 0} retries)`);
  event('failed', role, causes.join(', because of '));
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Partitions do not wait for each other; within one, a record waits for the one before it.
async function produce({ name: topic, idempotent }) {
  const producer = kafka.producer({ idempotent });
  await producer.connect();
  let sent = 0;
  await Promise.all(Array.from({ length: request.partitions }, async (_, partition) => {
    for (let number = partition; !stopped; number += request.partitions, sent++) {
      try {
        const [stored] = await producer.send({ topic, messages: [{ partition, value: String(number) }] });
        event('acked', topic, partition, stored.baseOffset, number);
      } catch (e) {
        failed('send', e);
      }
      await pause(1000 / request.perSecond);
    }
  }));
  await producer.disconnect();
  event('sent', topic, sent);
}

async function consume(member) {
  const consumer = kafka.consumer({ groupId: request.group });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    event('assigned', member, ...Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) => partitions.map((p) => `${topic}-${p}`))));
  consumer.on(consumer.events.CRASH, ({ payload }) => (payload.restart ? event('restarted', member, payload.error.message) : failed('run', payload.error)));
  await consumer.connect();
  await consumer.subscribe({ topics: request.streams.map(({ name }) => name), fromBeginning: true });
  await consumer.run({ eachMessage: async ({ topic, partition, message }) => records(topic, partition, [message]) });
  await ended;
  await consumer.disconnect();
}

run({
  traffic: () => Promise.all([
    ...Array.from({ length: request.members }, (_, member) => consume(member).catch((e) => failed('member', e))),
    ...(request.perSecond > 0 ? request.streams.map((stream) => produce(stream).catch((e) => failed('producer', e))) : []),
  ]),
});
