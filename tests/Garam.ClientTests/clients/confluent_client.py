"""python3-confluent-kafka (librdkafka), as Debian ships it."""
import math
import time

import confluent_kafka
from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

from protocol import Stop, event, messages, padded, record, request, run, write

event('version', 'confluent-kafka', confluent_kafka.version()[0], 'librdkafka', confluent_kafka.libversion()[0])


def failed(error):
    raise KafkaException(error)


def produce():
    for codec in sorted({send['codec'] for send in request['sends']}):
        producer = Producer({
            'bootstrap.servers': request['bootstrap'], 'compression.type': codec, 'linger.ms': 20, 'enable.idempotence': True,
            'partitioner': 'murmur2_random', 'queue.buffering.max.messages': 10000000})
        for send in request['sends']:
            if send['codec'] == codec:
                for count, (key, value) in enumerate(messages(send)):
                    if count % 1000 == 0:
                        producer.poll(0)
                    producer.produce(send['topic'], value=value, key=key, on_delivery=lambda error, _: error and failed(error))
                if producer.flush(60):
                    raise TimeoutError('not everything was acknowledged')
                event('sent', send['topic'])


def sequence():
    stop = Stop()
    state = {'sent': 0, 'acked': 0}
    window = 2000

    def delivered(error, _):
        if error:
            failed(error)
        state['acked'] += 1
        if state['acked'] % 200 == 0:
            event('acked', state['acked'])

    producer = Producer({
        'bootstrap.servers': request['bootstrap'], 'enable.idempotence': True, 'linger.ms': 5, 'message.timeout.ms': 0,
        'retry.backoff.ms': 50, 'reconnect.backoff.ms': 50, 'reconnect.backoff.max.ms': 250})
    started = time.monotonic()
    per_second = request['perSecond'] or math.inf
    while not stop.asked:
        due = (time.monotonic() - started) * per_second
        while state['sent'] < due and state['sent'] - state['acked'] < window:
            number = state['sent']
            producer.produce(request['topic'], value=padded(number), partition=number % request['partitions'], on_delivery=delivered)
            state['sent'] += 1
        producer.poll(0.05)
    producer.flush(60)
    event('done', state['sent'], state['acked'])


def consume():
    stop = Stop()
    settings = {
        'bootstrap.servers': request['bootstrap'], 'group.id': request['group'], 'auto.offset.reset': 'earliest', 'enable.auto.commit': False,
        'session.timeout.ms': request['sessionMs'], 'heartbeat.interval.ms': 500, 'fetch.wait.max.ms': 200,
        'partition.assignment.strategy': request.get('assignor') or 'range', 'reconnect.backoff.max.ms': 500}
    if request.get('instance'):
        settings['group.instance.id'] = request['instance']
    consumer = Consumer(settings)

    def assigned(consumer, parts):
        # All that it has: a cooperative consumer is only given what is new to it.
        event('assigned', *sorted({f'{p.topic}-{p.partition}' for p in [*consumer.assignment(), *parts]}))

    consumer.subscribe(
        request['topics'],
        on_assign=assigned,
        on_revoke=lambda _, parts: event('revoked', *[f'{p.topic}-{p.partition}' for p in parts]))
    while not stop.asked:
        batch = [one for one in consumer.consume(5000, 0.2) if one.error() is None]
        if not batch:
            continue
        write(b''.join(record(one.topic(), one.partition(), one.offset(), one.key(), one.value()) for one in batch))
        positions = {(one.topic(), one.partition()): one.offset() + 1 for one in batch}
        try:
            consumer.commit(offsets=[TopicPartition(topic, partition, offset) for (topic, partition), offset in positions.items()], asynchronous=False)
        except KafkaException as error:
            # A rebalance came first: what was not committed is delivered again.
            event('uncommitted', error.args[0].name())
            continue
        for (topic, partition), offset in positions.items():
            event('committed', topic, partition, offset)
    consumer.close()


run({'produce': produce, 'sequence': sequence, 'consume': consume})
