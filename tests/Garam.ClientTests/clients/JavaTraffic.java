import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.AppInfoParser;

/** "traffic" with Kafka's own Java client and its default settings; README.md describes request and events. */
public final class JavaTraffic {
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);
    private static volatile boolean stopped;
    private static volatile boolean ended;

    public static void main(String[] args) throws Exception {
        event("version", "java", AppInfoParser.getVersion());
        JsonNode request = new ObjectMapper().readTree(args[1]);
        Thread listening = new Thread(JavaTraffic::listen);
        listening.setDaemon(true);
        listening.start();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < request.get("members").asInt(); i++) {
            String member = Integer.toString(i);
            workers.add(start("member", () -> consume(member, request)));
        }
        for (JsonNode stream : request.get("streams")) {
            if (request.get("perSecond").asInt() > 0) {
                workers.add(start("producer", () -> produce(stream, request)));
            }
        }
        for (Thread worker : workers) {
            worker.join();
        }
        Runtime.getRuntime().halt(0);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread start(String role, Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                e.printStackTrace();
                event("failed", role, e);
            }
        });
        thread.start();
        return thread;
    }

    /** One line ends the producers, the end of the input everything. */
    private static void listen() {
        try (BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            while (input.readLine() != null) {
                stopped = true;
            }
        } catch (IOException e) {
            // The same as its end.
        }
        stopped = true;
        ended = true;
    }

    private static void produce(JsonNode stream, JsonNode request) throws InterruptedException {
        Properties settings = common(request);
        settings.put("key.serializer", ByteArraySerializer.class.getName());
        settings.put("value.serializer", ByteArraySerializer.class.getName());
        settings.put("enable.idempotence", stream.get("idempotent").asText());
        String topic = stream.get("name").asText();
        int partitions = request.get("partitions").asInt();
        long pause = 1000 / request.get("perSecond").asInt();
        long sent = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            while (!stopped) {
                for (int partition = 0; partition < partitions; partition++, sent++) {
                    long number = sent;
                    byte[] value = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
                    producer.send(new ProducerRecord<>(topic, partition, null, value), (metadata, e) -> {
                        if (e != null) {
                            event("failed", "send", e);
                        } else {
                            event("acked", topic, metadata.partition(), metadata.offset(), number);
                        }
                    });
                }
                Thread.sleep(pause);
            }
        }
        event("sent", topic, sent);
    }

    private static void consume(String member, JsonNode request) {
        Properties settings = common(request);
        settings.put("group.id", request.get("group").asText());
        settings.put("auto.offset.reset", "earliest");
        settings.put("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.put("value.deserializer", ByteArrayDeserializer.class.getName());
        if (request.hasNonNull("rack")) {
            settings.put("client.rack", request.get("rack").asText());
        }
        List<String> topics = new ArrayList<>();
        request.get("streams").forEach(stream -> topics.add(stream.get("name").asText()));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(topics, new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    event("assigned", member, consumer.assignment().stream().map(TopicPartition::toString).collect(Collectors.joining(" ")));
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    event("revoked", member, partitions.stream().map(TopicPartition::toString).collect(Collectors.joining(" ")));
                }
            });
            while (!ended) {
                ByteArrayOutputStream lines = new ByteArrayOutputStream();
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(100))) {
                    String place = one.topic() + '\t' + one.partition() + '\t' + one.offset() + "\t\t";
                    lines.writeBytes(place.getBytes(StandardCharsets.US_ASCII));
                    lines.writeBytes(one.value());
                    lines.write('\n');
                }
                write(lines.toByteArray());
            }
        }
    }

    private static Properties common(JsonNode request) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", request.get("bootstrap").asText());
        if (request.hasNonNull("clientId")) {
            settings.put("client.id", request.get("clientId").asText());
        }
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
}
