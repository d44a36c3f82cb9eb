import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/** Kafka's own Java client; README.md describes requests, records and events. */
public final class JavaClient {
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    public static void main(String[] args) throws Exception {
        event("version", "java", AppInfoParser.getVersion());
        JsonNode request = new ObjectMapper().readTree(args[1]);
        try {
            switch (args[0]) {
                case "produce" -> produce(request);
                case "sequence" -> sequence(request);
                case "consume" -> consume(request);
                default -> throw new IllegalArgumentException(args[0]);
            }
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        // Not exit: after SIGTERM the exit code would be that of the signal, and the hook waits for this.
        Runtime.getRuntime().halt(0);
    }

    private static void produce(JsonNode request) throws Exception {
        Map<String, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();
        for (JsonNode send : request.get("sends")) {
            KafkaProducer<byte[], byte[]> producer = producers.computeIfAbsent(send.get("codec").asText(), codec -> {
                Properties settings = producerSettings(request);
                settings.put("compression.type", codec);
                settings.put("linger.ms", "20");
                return new KafkaProducer<>(settings);
            });
            AtomicReference<Exception> failure = new AtomicReference<>();
            long number = send.get("first").asLong();
            byte[] file = Files.readAllBytes(Path.of(send.get("file").asText()));
            for (int round = 0; round < send.get("times").asInt(); round++) {
                number = sendLines(producer, send, file, number, failure);
            }
            producer.flush();
            if (failure.get() != null) {
                throw failure.get();
            }
            event("sent", send.get("topic").asText());
        }
        producers.values().forEach(KafkaProducer::close);
    }

    /** Returns the number of the next record. */
    private static long sendLines(KafkaProducer<byte[], byte[]> producer, JsonNode send, byte[] file, long first, AtomicReference<Exception> failure) {
        String topic = send.get("topic").asText();
        boolean keyed = send.get("keyed").asBoolean();
        long number = first;
        for (int at = 0; at < file.length; number++) {
            int end = at;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            byte[] key = keyed ? Long.toString(number).getBytes(StandardCharsets.US_ASCII) : null;
            Long timestamp = send.get("timestamp").asLong() < 0 ? null : send.get("timestamp").asLong() + number;
            producer.send(new ProducerRecord<>(topic, null, timestamp, key, Arrays.copyOfRange(file, at, end)), (metadata, e) -> {
                if (e != null) {
                    failure.set(e);
                }
            });
            at = end + 1;
        }
        return number;
    }

    private static void sequence(JsonNode request) throws Exception {
        Stop stop = new Stop();
        Properties settings = producerSettings(request);
        settings.put("linger.ms", "5");
        settings.put("delivery.timeout.ms", "600000");
        settings.put("retry.backoff.ms", "50");
        settings.put("reconnect.backoff.ms", "50");
        settings.put("reconnect.backoff.max.ms", "250");
        int sent = 0;
        AtomicInteger acked = new AtomicInteger();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Semaphore window = new Semaphore(2000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            for (; !stop.asked && failure.get() == null; sent++) {
                window.acquire();
                byte[] value = String.format("%-200d", sent).getBytes(StandardCharsets.US_ASCII);
                producer.send(new ProducerRecord<>(request.get("topic").asText(), sent % request.get("partitions").asInt(), null, value), (metadata, e) -> {
                    window.release();
                    if (e != null) {
                        failure.set(e);
                    } else if (acked.incrementAndGet() % 200 == 0) {
                        event("acked", acked.get());
                    }
                });
            }
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        event("done", sent, acked.get());
    }

    private static void consume(JsonNode request) throws Exception {
        Stop stop = new Stop();
        Properties settings = new Properties();
        settings.put("bootstrap.servers", request.get("bootstrap").asText());
        settings.put("group.id", request.get("group").asText());
        settings.put("group.protocol", "classic");
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", "false");
        settings.put("session.timeout.ms", request.get("sessionMs").asText());
        settings.put("heartbeat.interval.ms", "500");
        settings.put("fetch.max.wait.ms", "200");
        settings.put("max.poll.records", "2000");
        settings.put("partition.assignment.strategy", assignor(request.hasNonNull("assignor") ? request.get("assignor").asText() : "range"));
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        if (request.hasNonNull("instance")) {
            settings.put("group.instance.id", request.get("instance").asText());
        }
        List<String> topics = new ArrayList<>();
        request.get("topics").forEach(topic -> topics.add(topic.asText()));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            stop.wakes(consumer);
            consumer.subscribe(topics, new Listener(consumer));
            while (!stop.asked) {
                deliver(consumer);
            }
        } catch (WakeupException e) {
            // The way to stop a poll.
        }
    }

    private static void deliver(KafkaConsumer<byte[], byte[]> consumer) throws IOException {
        Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
            lines.write((one.topic() + '\t' + one.partition() + '\t' + one.offset() + '\t').getBytes(StandardCharsets.US_ASCII));
            lines.write(one.key() == null ? new byte[0] : one.key());
            lines.write('\t');
            lines.write(one.value());
            lines.write('\n');
            positions.put(new TopicPartition(one.topic(), one.partition()), new OffsetAndMetadata(one.offset() + 1));
        }
        if (positions.isEmpty()) {
            return;
        }
        write(lines.toByteArray());
        try {
            consumer.commitSync(positions);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // A rebalance came first: what was not committed is delivered again.
            event("uncommitted", e.getClass().getSimpleName());
            return;
        }
        positions.forEach((partition, offset) -> event("committed", partition.topic(), partition.partition(), offset.offset()));
    }

    private static Properties producerSettings(JsonNode request) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", request.get("bootstrap").asText());
        settings.put("key.serializer", ByteArraySerializer.class.getName());
        settings.put("value.serializer", ByteArraySerializer.class.getName());
        return settings;
    }

    private static void event(Object... words) {
        write(('#' + Arrays.stream(words).map(Object::toString).collect(Collectors.joining(" ")) + '\n').getBytes(StandardCharsets.UTF_8));
    }

    private static synchronized void write(byte[] bytes) {
        try {
            OUT.write(bytes);
        } catch (IOException e) {
            Runtime.getRuntime().halt(3);
        }
    }

    private static String assignor(String name) {
        String type = switch (name) {
            case "sticky" -> "StickyAssignor";
            case "cooperative-sticky" -> "CooperativeStickyAssignor";
            default -> "RangeAssignor";
        };
        return "org.apache.kafka.clients.consumer." + type;
    }

    /** Tells of all that the consumer has: a cooperative one is only given what is new to it. */
    private static final class Listener implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Listener(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            event("assigned", consumer.assignment().stream().map(TopicPartition::toString).collect(Collectors.joining(" ")));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            event("revoked", partitions.stream().map(TopicPartition::toString).collect(Collectors.joining(" ")));
        }
    }

    /** SIGTERM runs the hook, which holds the process until the main thread has left its group and halts. */
    private static final class Stop {
        private volatile KafkaConsumer<?, ?> consumer;
        private volatile boolean asked;

        Stop() {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                asked = true;
                if (consumer != null) {
                    consumer.wakeup();
                }
                while (true) {
                    LockSupport.park();
                }
            }));
        }

        void wakes(KafkaConsumer<?, ?> one) {
            consumer = one;
        }
    }
}
