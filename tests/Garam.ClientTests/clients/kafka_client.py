"""python3-kafka (kafka-python), as Debian ships it."""
import kafka
from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, OffsetAndMetadata
from kafka.errors import CommitFailedError

from protocol import Stop, event, messages, record, request, run, write

event('version', 'kafka-python', kafka.__version__)


def produce():
    for codec in sorted({send['codec'] for send in request['sends']}):
        # One request at a time: this version has no idempotence, so a retry behind another batch would swap them.
        producer = KafkaProducer(
            bootstrap_servers=request['bootstrap'], acks='all', linger_ms=20, max_in_flight_requests_per_connection=1, retries=10,
            compression_type=None if codec == 'none' else codec)
        for send in request['sends']:
            if send['codec'] == codec:
                results = [producer.send(send['topic'], key=key, value=value) for key, value in messages(send)]
                for result in results:
                    result.get(timeout=60)
                event('sent', send['topic'])
        producer.close()


def consume():
    stop = Stop()

    class Listener(ConsumerRebalanceListener):
        def on_partitions_revoked(self, revoked):
            event('revoked', *[f'{tp.topic}-{tp.partition}' for tp in revoked])

        def on_partitions_assigned(self, assigned):
            event('assigned', *[f'{tp.topic}-{tp.partition}' for tp in assigned])

    consumer = KafkaConsumer(
        bootstrap_servers=request['bootstrap'], group_id=request['group'], auto_offset_reset='earliest', enable_auto_commit=False,
        session_timeout_ms=request['sessionMs'], heartbeat_interval_ms=500, fetch_max_wait_ms=200)
    consumer.subscribe(request['topics'], listener=Listener())
    while not stop.asked:
        batches = consumer.poll(timeout_ms=200, max_records=1000)
        for tp, found in batches.items():
            write(b''.join(record(tp.topic, tp.partition, one.offset, one.key, one.value) for one in found))
        if batches:
            positions = {tp: found[-1].offset + 1 for tp, found in batches.items()}
            try:
                consumer.commit({tp: OffsetAndMetadata(offset, None) for tp, offset in positions.items()})
            except CommitFailedError:
                # A rebalance came first: what was not committed is delivered again.
                event('uncommitted')
                continue
            for tp, offset in positions.items():
                event('committed', tp.topic, tp.partition, offset)
    consumer.close()


run({'produce': produce, 'consume': consume})
